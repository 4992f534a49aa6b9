//! How results are printed.

use crate::item::Line;
use crate::stage::Kind;

const fn database(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    }
}

fn mark(line: &Line) -> &'static str {
    match (line.found.is_right(), line.found.not_tried) {
        (false, _) => "FAIL",
        (true, true) => "not tried",
        (true, false) => "pass",
    }
}

/// One line as soon as it is known.
pub fn line(line: &Line) -> String {
    let mut text = format!(
        "{:<12} {:<8} {} · {} · {}",
        line.name,
        database(line.kind),
        mark(line),
        line.tried,
        line.found.said
    );
    if let Some([before, after, peak]) = line.memory {
        text += &format!(" · memory {before:.0} -> {after:.0} MiB, at most {peak:.0}");
    }
    if let Some((page, push)) = line.neighbour {
        text += &format!(" · neighbour p95: page {page:.0} ms, push {push:.0} ms");
    }
    for wrong in &line.found.wrong {
        text += &format!("\n             WRONG: {wrong}");
    }
    text
}

/// All of them at the end.
pub fn print(lines: &[Line]) {
    println!("\n{:<12} {:<9} {:<5} {:>24}  {:>22}", "item", "database", "", "memory MiB", "neighbour p95 ms");
    for line in lines {
        let memory = line.memory.map_or_else(String::new, |[before, after, peak]| {
            format!("{before:.0} -> {after:.0} ({peak:.0})")
        });
        let neighbour =
            line.neighbour.map_or_else(String::new, |(page, push)| format!("page {page:.0}, push {push:.0}"));
        println!(
            "{:<12} {:<9} {:<5} {memory:>24}  {neighbour:>22}",
            line.name,
            database(line.kind),
            mark(line)
        );
    }
    let failed = lines.iter().filter(|it| !it.found.is_right()).count();
    println!("{} attacks, {failed} of them succeeded", lines.len());
}
