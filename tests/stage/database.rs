//! A fresh database for every test, on the server that `DATABASE_URL` names (`script/test` starts one).

use qualbot::store;
use sqlx::{Connection, PgConnection};

/// A database that is dropped with the value.
pub struct Database {
    pub url: String,
    server: String,
    name: String,
}

/// Makes and drops of different tests wait for each other here: PostgreSQL copies a template for one at a time.
const LOCK: i64 = 0x0071_7561_6c62_6f74;

impl Database {
    /// A new database with the schema, copied from a template that the first test makes.
    pub async fn fresh() -> Self {
        let server = std::env::var("DATABASE_URL").unwrap_or_else(|_| {
            panic!("DATABASE_URL is not set: run script/test, which starts PostgreSQL for the tests")
        });
        let mut connection = PgConnection::connect(&server)
            .await
            .unwrap_or_else(|error| panic!("PostgreSQL at DATABASE_URL does not answer ({error}); run script/test"));
        let version: i64 = store::MIGRATIONS.iter().map(|it| it.version).max().unwrap_or_default();
        let checksum: u64 = store::MIGRATIONS
            .iter()
            .flat_map(|it| it.checksum.iter())
            .fold(14_695_981_039_346_656_037, |hash: u64, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(1_099_511_628_211)
            });
        let template = format!("qualbot_template_{version}_{checksum:016x}");
        let name = format!("qualbot_test_{}_{:08x}", std::process::id(), rand::random::<u32>());
        sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await.unwrap();
        let made: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&template)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        if !made {
            let making = format!("{template}_making");
            run(&mut connection, &format!("DROP DATABASE IF EXISTS {making}")).await;
            run(&mut connection, &format!("CREATE DATABASE {making}")).await;
            let pool = store::pool(store::options(&at(&server, &making)).unwrap());
            store::migrate(&pool).await.unwrap();
            pool.close().await;
            run(&mut connection, &format!("ALTER DATABASE {making} RENAME TO {template}")).await;
        }
        run(&mut connection, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        connection.close().await.unwrap();
        Self { url: at(&server, &name), server, name }
    }
}

async fn run(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(connection).await.unwrap();
}

/// The URL of another database on the same server.
fn at(server: &str, name: &str) -> String {
    let (url, query) =
        server.split_once('?').map_or((server, String::new()), |(url, query)| (url, format!("?{query}")));
    let scheme = url.find("://").map_or(0, |at| at + 3);
    let path = url[scheme..].find('/').map_or(url.len(), |at| scheme + at);
    format!("{}/{name}{query}", &url[..path])
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A test's runtime may be ending: dropping the database gets a thread and a runtime of its own.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&server).await.map_err(std::io::Error::other)?;
                run(&mut connection, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                Ok::<_, std::io::Error>(())
            })
        });
        let _ = dropped.join();
    }
}
