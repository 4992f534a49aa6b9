//! Joins the style sheets: one request instead of one for each file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Reads a sheet made of `@import "folder/file.css";` lines, puts the files in their places and
/// takes out comments and needless white space. Imported files import nothing themselves: the
/// whole order stands in one place.
pub fn join(sheet: &Path) -> Result<String> {
    let folder = sheet.parent().unwrap_or(Path::new("."));
    let mut joined = String::new();
    for line in read(sheet)?.lines() {
        match imported(line) {
            Some(name) => {
                let part = read(&folder.join(name))?;
                if part.contains("@import") {
                    bail!("{name} has an @import; only {} may", sheet.display());
                }
                joined.push_str(&part);
            }
            None if line.trim_start().starts_with("@import") => {
                bail!("{}: cannot read the line {line:?}; write @import \"file.css\";", sheet.display())
            }
            None => joined.push_str(line),
        }
        joined.push('\n');
    }
    Ok(squeeze(&joined))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read the style sheet {}", path.display()))
}

fn imported(line: &str) -> Option<&str> {
    line.trim().strip_prefix("@import \"")?.strip_suffix("\";")
}

/// Removes comments, and white space where CSS gives it no meaning. Strings stay as they are.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut quote = None;
    // White space was met and may still be needed.
    let mut space = false;
    while let Some(letter) = rest.next() {
        if let Some(open) = quote {
            out.push(letter);
            if letter == '\\' {
                out.extend(rest.next());
            } else if letter == open {
                quote = None;
            }
            continue;
        }
        if letter == '/' && rest.peek() == Some(&'*') {
            rest.next();
            let mut before = ' ';
            for letter in rest.by_ref() {
                if before == '*' && letter == '/' {
                    break;
                }
                before = letter;
            }
            space = true;
            continue;
        }
        if letter.is_whitespace() {
            space = true;
            continue;
        }
        let stands_alone = |letter: char| matches!(letter, '{' | '}' | ';' | ',');
        if letter == '}' && out.ends_with(';') {
            out.pop();
        }
        if space && !stands_alone(letter) && !out.is_empty() && !out.ends_with(stands_alone) {
            out.push(' ');
        }
        space = false;
        if matches!(letter, '"' | '\'') {
            quote = Some(letter);
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
mod tests {
    use super::*;

    #[test]
    fn needless_space_and_comments_go() {
        let css = "/* about */\na {\n  color : red;\n  margin: 0 auto;\n}\n\n@media (width > 1px) { b, c { top: 0; } }\n";
        assert_eq!(squeeze(css), "a{color : red;margin: 0 auto}@media (width > 1px){b,c{top: 0}}");
    }

    #[test]
    fn space_that_means_something_stays() {
        let css = "main :focus { width: calc(1px + 2px); }\nul > li\n  a {}\np/**/q {}";
        assert_eq!(squeeze(css), "main :focus{width: calc(1px + 2px)}ul > li a{}p q{}");
    }

    #[test]
    fn strings_are_left_alone() {
        let css = r#"a::after { content: " /* \" ; */ {  "; } b { content: ' ' }"#;
        assert_eq!(squeeze(css), r#"a::after{content: " /* \" ; */ {  "}b{content: ' '}"#);
    }

    #[test]
    fn files_are_joined_in_the_order_of_the_lines() {
        let folder = std::env::temp_dir().join(format!("linli-bundle-join-{}", std::process::id()));
        fs::create_dir_all(folder.join("tokens")).unwrap();
        fs::write(folder.join("tokens/b.css"), ":root { --b: 1 }").unwrap();
        fs::write(folder.join("a.css"), "a { top: 0 }").unwrap();
        let sheet = folder.join("linli.css");
        fs::write(&sheet, "/* order matters */\n@import \"tokens/b.css\";\n@import \"a.css\";\n").unwrap();
        assert_eq!(join(&sheet).unwrap(), ":root{--b: 1}a{top: 0}");

        fs::write(&sheet, "@import url(a.css);\n").unwrap();
        assert!(join(&sheet).unwrap_err().to_string().contains("url(a.css)"));
        fs::write(folder.join("a.css"), "@import \"tokens/b.css\";").unwrap();
        fs::write(&sheet, "@import \"a.css\";\n").unwrap();
        assert!(join(&sheet).is_err(), "an import inside an import is refused");
        fs::remove_dir_all(folder).unwrap();
    }
}
