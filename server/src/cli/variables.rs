//! Variables of the environment that look like settings and are none: a misspelt one would be passed
//! over, and the server would run otherwise than its operator believes.

use std::ffi::OsString;

use crate::config::SETTINGS;
use crate::spelling;

const OURS: &str = "LINLI_";

/// Those that our own tools set beside the settings: `make` and the browser tests.
const OF_TOOLS: [&str; 2] = ["LINLI_TOOLCHAIN", "LINLI_E2E_"];

/// A sentence about each that is not known.
pub fn unknown(variables: impl Iterator<Item = OsString>) -> Vec<String> {
    let names = variables.filter_map(|it| it.into_string().ok());
    let mut unknown: Vec<_> = names.filter(|it| it.starts_with(OURS) && !is_known(it)).collect();
    unknown.sort();
    unknown.iter().map(|it| sentence(it)).collect()
}

fn known() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|it| it.variable).chain(["LINLI_CONFIG"])
}

fn is_known(name: &str) -> bool {
    known().any(|it| it == name) || OF_TOOLS.iter().any(|it| name.starts_with(it))
}

fn sentence(name: &str) -> String {
    // What all begin with makes none of them likely.
    let ends = known().filter_map(|it| it.strip_prefix(OURS));
    let meant = spelling::nearest(name.trim_start_matches(OURS), ends);
    let hint = meant.map_or_else(String::new, |it| format!("; is {OURS}{it} meant?"));
    format!("the environment has {name}, which is no setting of linli{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_setting_is_told() {
        let set = ["LINLI_LISTNE", "LINLI_LISTEN", "LINLI_CONFIG", "LINLI_E2E_SITE", "HOME", "LINLI_XYZ"];
        let told = unknown(set.into_iter().map(OsString::from));
        assert_eq!(
            told,
            [
                "the environment has LINLI_LISTNE, which is no setting of linli; is LINLI_LISTEN meant?",
                "the environment has LINLI_XYZ, which is no setting of linli",
            ]
        );
    }
}
