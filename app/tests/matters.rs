//! What matters of every kind say, in both languages.
#![cfg(feature = "ssr")]

use linli_app::strings::Lang;
use linli_domain::help::HelpBody;
use linli_domain::ids::MatterId;
use linli_domain::json::Code;
use linli_domain::matter::Body;

/// What the story tells of every deed, and where it stands in every stage, for both sides of the desk.
fn has_words<B: Body>(stage: fn(Lang, B::Stage) -> [&'static str; 2]) {
    for lang in [Lang::Zh, Lang::En] {
        for deed in B::Deed::all() {
            let words = lang.deed(B::told(MatterId::from(uuid::Uuid::nil()), deed));
            assert!(!words.is_empty(), "{} {lang:?} {}", B::NAME, deed.code());
        }
        for it in B::Stage::all() {
            assert!(stage(lang, it).iter().all(|it| !it.is_empty()), "{} {lang:?} {}", B::NAME, it.code());
        }
    }
}

#[test]
fn every_deed_and_stage_has_words_in_both_languages() {
    has_words::<HelpBody>(|lang, stage| [lang.stage(stage), lang.stage_for_staff(stage)]);
}
