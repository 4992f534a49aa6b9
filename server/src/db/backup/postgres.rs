//! Backups of PostgreSQL, by its own programs.

use std::path::Path;
use std::process::{Output, Stdio};

use sea_orm::sqlx::{AssertSqlSafe, Connection, query, query_scalar};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{BackupError, FLEETING};
use crate::db::connect::postgres_connection;
use crate::db::tables::spread::DIRECTORY;
use crate::db::{migrations, new_epoch};

const DUMP: &str = "pg_dump";
const RESTORE: &str = "pg_restore";
const SHELL: &str = "psql";

pub(super) async fn write(url: &str, to: &Path) -> Result<(), BackupError> {
    let mut dump = with_database(DUMP, url);
    dump.args(["--format=custom", "--file"]).arg(to);
    run(DUMP, dump).await.map(drop)
}

/// Looks whether a file is a whole backup of linli: all of it is read.
pub(super) async fn check(file: &Path) -> Result<(), BackupError> {
    let damaged = |error| match error {
        BackupError::Tool { said, .. } => BackupError::Damaged { path: file.to_owned(), what: said },
        other => other,
    };
    let read = |arguments: &[&str]| {
        let mut command = Command::new(RESTORE);
        command.args(arguments).arg(file);
        run(RESTORE, command)
    };
    let list = read(&["--list"]).await.map_err(damaged)?;
    let has = |table: &str| {
        list.lines().any(|it| it.contains(" TABLE DATA ") && it.split_whitespace().any(|word| word == table))
    };
    if !["seaql_migrations", "database_fact", "member"].into_iter().all(has) {
        return Err(BackupError::NoBackup(file.to_owned()));
    }
    read(&["--file=/dev/null"]).await.map_err(damaged)?;
    let steps = read(&["--data-only", "--table=seaql_migrations", "--file=-"]).await.map_err(damaged)?;
    let newer = migrations::unknown(column(&steps, "version"));
    newer.map_or(Ok(()), |step| Err(BackupError::Newer { path: file.to_owned(), step }))
}

/// Puts a checked backup in the place of what the database holds.
pub(super) async fn restore(url: &str, file: &Path, force: bool) -> Result<(), BackupError> {
    let mut connection = postgres_connection(url).await?;
    let there: bool =
        query_scalar("SELECT to_regclass('member') IS NOT NULL").fetch_one(&mut connection).await?;
    let people = "SELECT EXISTS (SELECT 1 FROM member)";
    if there && !force && query_scalar::<_, bool>(people).fetch_one(&mut connection).await? {
        return Err(BackupError::People);
    }
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                  AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'";
    if query_scalar::<_, i64>(others).fetch_one(&mut connection).await? > 0 {
        return Err(BackupError::Running);
    }
    connection.close().await?;
    replace(url, file).await?;
    rename(url).await.map_err(BackupError::NotTold)
}

/// Puts what a file holds in the place of all that is linli's: in one transaction, of which nothing stays unless all of
/// it was written. The script of the file takes away what there was when it was made, and only that: tables that came
/// later would keep it from what they refer to, and what is a view by now was a table then.
async fn replace(url: &str, file: &Path) -> Result<(), BackupError> {
    let mut shell = with_database(SHELL, url);
    shell.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]);
    shell.env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut script = Command::new(RESTORE);
    script.args(["--clean", "--if-exists", "--no-owner", "--file=-"]).arg(file);
    script.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut script = script.spawn().map_err(|cause| not_run(RESTORE, &cause))?;
    let mut shell = shell.spawn().map_err(|cause| not_run(SHELL, &cause))?;
    let (Some(mut to), Some(mut from)) = (shell.stdin.take(), script.stdout.take()) else {
        return Err(BackupError::Tool { program: SHELL, said: "it has no input".to_owned() });
    };
    let feed = async move {
        to.write_all(format!("SET client_min_messages = warning;\nBEGIN;\n{}", clear()).as_bytes()).await?;
        tokio::io::copy(&mut from, &mut to).await?;
        drop(from);
        let read = script.wait_with_output().await?;
        // What ends without this word leaves everything as it was.
        if read.status.success() {
            to.write_all(b"\nCOMMIT;\n").await?;
            to.shutdown().await?;
        }
        Ok::<_, std::io::Error>(read)
    };
    let (fed, done) = futures::join!(feed, shell.wait_with_output());
    // What the database said comes first: whoever writes to it hears no more than that it has gone.
    said(SHELL, &done.map_err(|cause| not_run(SHELL, &cause))?)?;
    said(RESTORE, &fed.map_err(|cause| not_run(RESTORE, &cause))?).map(drop)
}

/// Tables of the communities that had no community in some build before, and are linli's all the same.
const HOMELESS: [&str; 3] = ["device", "outcome", "member_look"];

/// Takes away all that is linli's, whatever of it there is: the directory, and every table whose rows have a community.
/// What somebody else has made of it, such as a view for a report, keeps it: nothing goes then.
fn clear() -> String {
    let names: Vec<_> = DIRECTORY.iter().copied().chain(HOMELESS).collect();
    let functions: Vec<_> = migrations::FUNCTIONS.iter().map(|it| format!("{it}()")).collect();
    format!(
        "DO $$
         DECLARE views TEXT; tables TEXT;
         BEGIN
            SELECT string_agg(relname, ', ') FILTER (WHERE relkind = 'v' AND relname = '{}'),
                string_agg(relname, ', ') FILTER (WHERE relkind = 'r' AND (relname IN ('{}') OR EXISTS (
                    SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'community_id'
                        AND attnotnull AND NOT attisdropped))) INTO views, tables
            FROM pg_class WHERE relnamespace = current_schema()::regnamespace;
            IF views IS NOT NULL THEN EXECUTE 'DROP VIEW ' || views; END IF;
            IF tables IS NOT NULL THEN EXECUTE 'DROP TABLE ' || tables; END IF;
         END $$;
         DROP FUNCTION IF EXISTS {};\n",
        migrations::VIEW,
        names.join("', '"),
        functions.join(", ")
    )
}

/// Gives a database another random name, and ends what must not live again: sessions and codes that were
/// good when the backup was made.
async fn rename(url: &str) -> Result<(), sea_orm::sqlx::Error> {
    let mut connection = postgres_connection(url).await?;
    for table in FLEETING {
        let there = "SELECT to_regclass($1) IS NOT NULL";
        if query_scalar(there).bind(table).fetch_one(&mut connection).await? {
            query(AssertSqlSafe(format!("TRUNCATE {table}"))).execute(&mut connection).await?;
        }
    }
    query("INSERT INTO database_fact (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(new_epoch())
        .execute(&mut connection)
        .await?;
    connection.close().await
}

/// A program that works on a database. The password goes by the environment: everybody on the
/// machine can read command lines.
fn with_database(program: &str, url: &str) -> Command {
    let (url, password) = without_password(&as_libpq_says(url));
    let mut command = Command::new(program);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command.arg("--dbname").arg(url).arg("--no-password");
    command
}

async fn run(program: &'static str, mut command: Command) -> Result<String, BackupError> {
    // Sentences are looked at in English only, and shown.
    command.env("LC_ALL", "C").stdin(Stdio::null());
    said(program, &command.output().await.map_err(|cause| not_run(program, &cause))?)
}

fn not_run(program: &'static str, cause: &std::io::Error) -> BackupError {
    match cause.kind() {
        std::io::ErrorKind::NotFound => BackupError::NoTool(program),
        _ => BackupError::Tool { program, said: cause.to_string() },
    }
}

/// What a program has answered, or the first of what it had to complain of.
fn said(program: &'static str, output: &Output) -> Result<String, BackupError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().find_map(|it| it.split_once("error: ").or_else(|| it.split_once("ERROR:  ")));
    let said = first.map_or_else(|| said.lines().next().unwrap_or_default(), |(_, error)| error);
    Err(BackupError::Tool { program, said: said.to_owned() })
}

/// The values of a column of the one table that a script fills.
fn column(script: &str, name: &str) -> Vec<String> {
    let mut lines = script.lines().skip_while(|it| !it.starts_with("COPY "));
    let columns = lines.next().and_then(|it| it.split_once('(')?.1.split_once(')'));
    let at = columns.and_then(|(names, _)| names.split(", ").position(|it| it == name));
    let Some(at) = at else { return Vec::new() };
    lines.take_while(|it| *it != "\\.").filter_map(|it| Some(it.split('\t').nth(at)?.to_owned())).collect()
}

/// An address and its password apart.
fn without_password(url: &str) -> (String, Option<String>) {
    let parts = || {
        let (scheme, rest) = url.split_once("://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let (user, host) = authority.rsplit_once('@')?;
        let (user, password) = user.split_once(':')?;
        Some((format!("{scheme}://{user}@{host}{path}"), unescaped(password)))
    };
    parts().map_or_else(|| (url.to_owned(), None), |(url, password)| (url, Some(password)))
}

/// An address in the words of PostgreSQL's own programs: the driver knows other words for some things
/// (encryption among them, which must not get lost here), and some that are its own.
fn as_libpq_says(url: &str) -> String {
    let Some((before, query)) = url.split_once('?') else { return url.to_owned() };
    let said = query.split('&').filter_map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let key = match key {
            "ssl-mode" => "sslmode",
            "ssl-root-cert" | "ssl-ca" => "sslrootcert",
            "ssl-cert" => "sslcert",
            "ssl-key" => "sslkey",
            "statement-cache-capacity" => return None,
            other => other,
        };
        Some(format!("{key}={value}"))
    });
    format!("{before}?{}", said.collect::<Vec<_>>().join("&"))
}

/// Bytes that an address writes as `%` and two digits.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_taken_out_of_the_address() {
        for (url, without, password) in [
            (
                "postgres://linli:s%40f%25e@h:5432/d?sslmode=require",
                "postgres://linli@h:5432/d?sslmode=require",
                Some("s@f%e"),
            ),
            ("postgres://linli:a%b@h/d", "postgres://linli@h/d", Some("a%b")),
            (
                "postgresql://linli@localhost/d?host=/run/a@b",
                "postgresql://linli@localhost/d?host=/run/a@b",
                None,
            ),
            ("postgres://h/d", "postgres://h/d", None),
            ("postgres://u:@h/d", "postgres://u@h/d", Some("")),
        ] {
            assert_eq!(without_password(url), (without.to_owned(), password.map(str::to_owned)));
        }
    }

    #[test]
    fn h8_encryption_is_told_to_postgresqls_programs_in_their_words() {
        let said = as_libpq_says(
            "postgres://h/d?ssl-mode=verify-full&ssl-ca=/a.crt&statement-cache-capacity=0&host=/run",
        );
        assert_eq!(said, "postgres://h/d?sslmode=verify-full&sslrootcert=/a.crt&host=/run");
        assert_eq!(as_libpq_says("postgres://h/d"), "postgres://h/d");
    }

    #[test]
    fn a_column_is_found_by_its_name() {
        let script =
            "SET x;\n\nCOPY public.t (applied_at, version) FROM stdin;\n1\tm001\n2\tm002\n\\.\n\n1\t2\n";
        assert_eq!(column(script, "version"), ["m001", "m002"]);
        assert!(column(script, "other").is_empty() && column("", "version").is_empty());
    }
}
