//! Settings, their files and what is said of wrong ones.

use super::file::read;
use super::*;

#[test]
fn help_says_what_each_setting_means_and_its_default() {
    #[derive(clap::Parser)]
    struct Program {
        #[command(flatten)]
        flags: Flags,
    }
    let command = <Program as clap::CommandFactory>::command();
    for flag in command.get_arguments().filter(|it| !["help", "config"].contains(&it.get_id().as_str())) {
        let help = flag.get_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Default: "), "{}: {help}", flag.get_id());
    }
}

#[test]
fn the_environment_has_the_names_of_the_flags() {
    for setting in SETTINGS {
        assert_eq!(setting.variable, format!("LINLI_{}", setting.name.to_uppercase()));
    }
}

/// When this fails, what it shows belongs into the README.
#[test]
fn the_readme_explains_every_setting() {
    let readme = include_str!("../../../README.md");
    let flag = |it: &Setting| it.name.replace('_', "-");
    let row = |it: &Setting| format!("| `--{}` | {} | {} |", flag(it), it.about, it.default);
    let expected: Vec<_> = SETTINGS.iter().map(row).collect();
    let written: Vec<_> = readme.lines().filter(|it| it.starts_with("| `--")).collect();
    assert_eq!(written, expected, "\n{}\n", expected.join("\n"));
}

fn merged(flags: Flags, file: &str) -> Config {
    Config::merge(flags, toml::from_str(file).unwrap())
}

#[test]
fn a_flag_beats_the_file_and_the_file_beats_the_default() {
    let flags = Flags { code_tries: Some(3), ..Flags::default() };
    let config = merged(flags, "code_tries = 4\ncode_minutes = 7\nlog_format = \"json\"");
    assert_eq!((config.code_tries, config.code_minutes), (3, 7));
    assert_eq!(config.log_format, LogFormat::Json);
    assert_eq!(config.session_idle_days, 30);
}

#[test]
fn a_demo_that_shows_its_codes_counts_them_loosely_unless_told_otherwise() {
    let limits = |file: &str| {
        let it = merged(Flags::default(), file);
        [it.codes_per_phone, it.codes_per_address, it.codes_per_community, it.tries_per_address]
    };
    assert_eq!(limits(""), [5, 60, 600, 120]);
    assert_eq!(limits("demo = true"), [10_000; 4]);
    assert_eq!(limits("demo = true\nsender_url = \"https://s/{phone}/{code}\""), [5, 60, 600, 120]);
    assert_eq!(limits("demo = true\ncodes_per_phone = 7"), [7, 10_000, 10_000, 10_000]);
}

#[test]
fn a_file_that_is_wrong_is_refused_in_one_sentence_without_what_it_holds() {
    let path = std::env::temp_dir().join(format!("linli-config-{}.toml", uuid::Uuid::now_v7()));
    let said = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let told = read(&path).err().unwrap().to_string();
        told.replace(&path.display().to_string(), "FILE")
    };
    assert_eq!(
        said("code_minutes = 7\ncode_trys = 4\n"),
        "The settings file FILE is not valid: unknown field `code_trys` (is `code_tries` meant?), on line 2."
    );
    assert!(said("code-tries = 3\n").contains("unknown field `code-tries` (is `code_tries` meant?)"));
    assert!(said("log_format = \"xml\"\n").contains("`xml`, expected `text` or `json`, on line 1."));
    assert!(said("listen = \"localhost:3000\"\n").contains("such as 127.0.0.1:3000"));
    assert_eq!(
        said("[server]\nlisten = \"127.0.0.1:80\"\n"),
        "The settings file FILE is not valid: unknown field `server`, on line 1."
    );
    assert!(!said("sender_authorization = \"secret").contains("secret"));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn m9_production_needs_a_sender_and_https_and_its_own_address() {
    let serving = |url: &str, demo: bool, sender: &str| {
        let sender_url = sender.to_owned();
        Config { public_url: url.to_owned(), demo, sender_url, ..Config::default() }.check_for_serving()
    };
    assert!(matches!(serving("", false, "https://sms.example"), Err(ConfigError::NoPublicUrl)));
    assert!(matches!(serving("https://linli.example", false, ""), Err(ConfigError::NoSender)));
    assert!(serving("https://linli.example", false, "https://sms.example").is_ok());
    assert!(serving("http://localhost:3000", true, "").is_ok());
    assert!(matches!(serving("http://linli.example", false, "x"), Err(ConfigError::PublicUrl(_))));
    assert!(matches!(serving("linli.example", true, ""), Err(ConfigError::PublicUrl(_))));
    let below = serving("https://linli.example/app", false, "x");
    assert!(matches!(below, Err(ConfigError::PublicPath(_))), "forms come from no such origin");
}

#[test]
fn what_would_serve_nobody_is_refused_in_words() {
    let usual = || Config { public_url: "http://localhost".to_owned(), demo: true, ..Config::default() };
    assert!(usual().check_for_serving().is_ok());
    let said = |it: Config| it.check_for_serving().err().unwrap().to_string();
    assert_eq!(said(Config { code_tries: 0, ..usual() }), "code-tries must be at least 1.");
    assert_eq!(said(Config { request_seconds: 0, ..usual() }), "request-seconds must be at least 1.");
    assert!(said(Config { log: "info,linli=banana".to_owned(), ..usual() }).contains("`linli=banana`"));
    for good in ["warn", "linli", "info,linli::access=off", "linli::access=debug, sqlx=trace", ""] {
        let it = Config { log: good.to_owned(), ..usual() };
        assert!(it.check_for_serving().is_ok(), "{good}");
    }
}
