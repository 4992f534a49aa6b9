//! What people type, and what they find by it.

use linli_domain::search::{Findable, Fit, Query};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::as_written("活动室", "社区活动室", Some(Fit::Name))]
#[case::from_its_start("社区", "社区活动室", Some(Fit::NameStart))]
#[case::by_initials("hds", "社区活动室", Some(Fit::Name))]
#[case::initials_from_the_start("sqhd", "社区活动室", Some(Fit::NameStart))]
#[case::mixed("活d室", "社区活动室", Some(Fit::Name))]
#[case::in_capitals("HDS", "社区活动室", Some(Fit::Name))]
#[case::full_width("ＨＤＳ", "社区活动室", Some(Fit::Name))]
#[case::read_in_two_ways("cc", "长城", Some(Fit::NameStart))]
#[case::the_other_way("zb", "长辈", Some(Fit::NameStart))]
#[case::another_of_two("cb", "长辈", Some(Fit::NameStart))]
#[case::music("yq", "乐器", Some(Fit::NameStart))]
#[case::bank("yh", "银行", Some(Fit::NameStart))]
#[case::b24_dot("买买提·艾山", "买买提·艾山", Some(Fit::NameStart))]
#[case::b24_bullet("买买提•艾山", "买买提·艾山", Some(Fit::NameStart))]
#[case::b24_katakana_dot("买买提・艾山", "买买提·艾山", Some(Fit::NameStart))]
#[case::b24_full_width_stop("买买提．艾山", "买买提·艾山", Some(Fit::NameStart))]
#[case::b24_half_width_dot("买买提･艾山", "买买提・艾山", Some(Fit::NameStart))]
#[case::b24_no_dot("买买提艾山", "买买提•艾山", Some(Fit::NameStart))]
#[case::b24_initials_across("mmtas", "买买提·艾山", Some(Fit::NameStart))]
#[case::b24_rare("𠮷", "𠮷田㛃", Some(Fit::NameStart))]
#[case::english("room", "Borrow a room", Some(Fit::Name))]
#[case::beginning_of_a_word("bor", "Borrow a room", Some(Fit::NameStart))]
#[case::not_inside_a_word("row", "Borrow a room", None)]
#[case::in_another_order("room borrow", "Borrow a room", Some(Fit::Name))]
#[case::all_words_are_wanted("room piano", "Borrow a room", None)]
#[case::run_together("borrowa", "Borrow a room", Some(Fit::NameStart))]
#[case::marks_do_not_count("活动、室！", "社区活动室", Some(Fit::Name))]
#[case::a_digit("3楼", "活动室（3 楼）", Some(Fit::Name))]
#[case::rare_characters("㐂", "㐂来", Some(Fit::NameStart))]
#[case::something_else("食堂", "社区活动室", None)]
fn a_name_is_found(#[case] typed: &str, #[case] name: &str, #[case] fit: Option<Fit>) {
    assert_eq!(Query::read(typed).fit(&Findable { names: &[name], ..Findable::default() }), fit);
}

#[test]
fn a_name_goes_before_a_keyword_and_that_before_the_text() {
    let found =
        Findable {
            names: &["字太小", "Larger print"], keywords: "长辈版 关爱版", text: "在首页上方"
        };
    let fit = |typed: &str| Query::read(typed).fit(&found);
    assert!(fit("larger") < fit("关爱版"));
    assert!(fit("gab") == fit("关爱版") && fit("关爱版") < fit("首页"));
    assert_eq!(fit("larger 首页"), Some(Fit::Text), "the worst of the words counts");
}

#[rstest]
#[case::nothing("")]
#[case::spaces("  \u{3000}")]
#[case::marks("。，!?")]
fn who_looks_for_nothing_finds_nothing(#[case] typed: &str) {
    let query = Query::read(typed);
    assert!(query.is_empty());
    assert_eq!(query.fit(&Findable { names: &["活动室"], ..Findable::default() }), None);
}

proptest! {
    #[test]
    fn any_text_can_be_looked_for_in_any_other(typed in "\\PC{0,40}", name in "\\PC{0,40}", text in "\\PC{0,80}") {
        _ = Query::read(&typed).fit(&Findable { names: &[&name], keywords: &text, text: &text });
    }

    #[test]
    fn a_whole_name_is_found_at_its_start(name in "[\u{4e00}-\u{9fff}a-z0-9]{1,20}") {
        let fit = Query::read(&name).fit(&Findable { names: &[&name], ..Findable::default() });
        prop_assert_eq!(fit, Some(Fit::NameStart));
    }
}
