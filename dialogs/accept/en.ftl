accept-when =
    <b>When do you start?</b>
    Due: { $due }

    Tap, or type: <i>fri 10am</i>, <i>25.12 15:00</i>
accept-chip-now = Now
accept-chip-in-an-hour = In an hour
accept-chip-tomorrow = Tomorrow 9:00
accept-summary =
    <b>Start of the task</b>
    { $title }

    Start: <b>{ $start }</b>
    Due: { $due }
accept-button-save = ✅ Accept
accept-button-edit = ✏️ Start
accept-help-when = ℹ️ Now or later, but not after the due date. Typed dates are understood in English and Russian.
accept-help-summary = ℹ️ Accept tells your team that you take the task. You can undo it later.
