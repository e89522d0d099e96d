//! What processes use, as Linux tells it under `/proc`. Elsewhere nothing is known, and nothing is used.

use std::fs;
use std::ops::{Add, Sub};
use std::time::Duration;

/// Linux counts in hundredths of a second for every program, whatever its own clock does.
const TICKS_A_SECOND: u32 = 100;

/// Processor time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cpu(Duration);

impl Cpu {
    /// What a process has used so far, all its threads together.
    pub fn of(process: u32) -> Self {
        Stat::of(process).map_or(Self::default(), |stat| stat.own)
    }

    /// What a process and its children have used so far, those that have ended too.
    pub fn of_family(parent: u32) -> Self {
        let children = fs::read_dir("/proc").into_iter().flatten().flatten();
        let children = children.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter_map(Stat::of);
        let parent_used = Stat::of(parent).map_or(Self::default(), |stat| stat.own + stat.ended_children);
        children.filter(|stat| stat.parent == parent).fold(parent_used, |sum, stat| sum + stat.own)
    }

    /// In milliseconds.
    pub fn milliseconds(self) -> f64 {
        self.0.as_secs_f64() * 1e3
    }
}

impl Add for Cpu {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cpu {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// The few fields of `/proc/PID/stat` that matter here.
struct Stat {
    parent: u32,
    own: Cpu,
    ended_children: Cpu,
}

impl Stat {
    fn of(process: u32) -> Option<Self> {
        let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in brackets and may hold anything; the fields are counted from behind it.
        let fields: Vec<&str> = line.rsplit_once(") ")?.1.split(' ').collect();
        let number = |at: usize| fields.get(at)?.parse::<u32>().ok();
        let ticks = |at: usize| Some(Duration::from_secs(1) * number(at)? / TICKS_A_SECOND);
        Some(Self {
            parent: number(1)?,
            own: Cpu(ticks(11)? + ticks(12)?),
            ended_children: Cpu(ticks(13)? + ticks(14)?),
        })
    }
}

/// The parent of a process, if both are programs of PostgreSQL on this machine.
pub fn postmaster_of(backend: u32) -> Option<u32> {
    let is_postgres =
        |process: u32| fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|it| it.trim() == "postgres");
    let parent = Stat::of(backend)?.parent;
    (is_postgres(backend) && is_postgres(parent)).then_some(parent)
}

/// The most memory that a process ever had resident, in KiB.
pub fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
