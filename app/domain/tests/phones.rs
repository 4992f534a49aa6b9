//! Phone numbers as people write them.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

use linli_domain::contact::{Phone, PhoneError};
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case::plain("13800000001", "+8613800000001")]
#[case::spaces(" 138 0000 0001 ", "+8613800000001")]
#[case::hyphens("138-0000-0001", "+8613800000001")]
#[case::plus("+86 138 0000 0001", "+8613800000001")]
#[case::brackets("(+86)13800000001", "+8613800000001")]
#[case::zeros("0086 13800000001", "+8613800000001")]
#[case::no_plus("8613800000001", "+8613800000001")]
#[case::full_width("１３８００００－０００１", "+8613800000001")]
#[case::full_width_all("（＋８６）１３８　００００　０００１", "+8613800000001")]
#[case::old_style("013800000001", "+8613800000001")]
#[case::copied_from_an_address_book("\u{202d}138 0000 0001\u{202c}", "+8613800000001")]
#[case::begins_with_86_at_home("18600000001", "+8618600000001")]
#[case::yangzhou("0514-87361234", "+8651487361234")]
#[case::yangzhou_in_brackets("(0514) 8736 1234", "+8651487361234")]
#[case::yangzhou_abroad("+86 514 8736 1234", "+8651487361234")]
#[case::yangzhou_both("+86 (0514) 87361234", "+8651487361234")]
#[case::yangzhou_no_plus("86051487361234", "+8651487361234")]
#[case::seven_digits("0999-8123456", "+869998123456")]
#[case::beijing("010-65001234", "+861065001234")]
#[case::shanghai("021-62345678", "+862162345678")]
#[case::american("+1 212 555 0100", "+12125550100")]
#[case::german("0049 30 901820", "+4930901820")]
fn these_are_numbers(#[case] written: &str, #[case] kept: &str) {
    let phone: Phone = written.parse().unwrap();
    assert_eq!(phone.as_str(), kept);
}

#[rstest]
#[case::letters("138abcd0001", PhoneError::Letters)]
#[case::second_plus("+86+13800000001", PhoneError::Letters)]
#[case::late_plus("138+00000001", PhoneError::Letters)]
#[case::extension("0514-87361234#2", PhoneError::Letters)]
#[case::nothing("", PhoneError::Length)]
#[case::blank("   ", PhoneError::Length)]
#[case::only_plus("+", PhoneError::Length)]
#[case::short("1380000000", PhoneError::Length)]
#[case::long("138000000011", PhoneError::Length)]
#[case::no_area("87361234", PhoneError::Length)]
#[case::area_without_zero("51487361234", PhoneError::Length)]
#[case::short_landline("0514-8736", PhoneError::Length)]
#[case::long_landline("0514-873612345", PhoneError::Length)]
#[case::chinese_short("+86 138", PhoneError::Length)]
#[case::country_zero("+0138000000", PhoneError::Length)]
#[case::too_long_for_the_world("+1234567890123456", PhoneError::Length)]
fn these_are_not(#[case] written: &str, #[case] why: PhoneError) {
    assert_eq!(written.parse::<Phone>(), Err(why));
}

#[rstest]
#[case("13800000001", "138 0000 0001")]
#[case("0514-87361234", "0514 87361234")]
#[case("010-65001234", "010 65001234")]
#[case("021-62345678", "021 62345678")]
#[case("+12125550100", "+12125550100")]
fn numbers_are_spoken_as_at_home(#[case] written: &str, #[case] spoken: &str) {
    let phone: Phone = written.parse().unwrap();
    assert_eq!(phone.spoken(), spoken);
    assert_eq!(spoken.parse::<Phone>().unwrap(), phone);
}

#[test]
fn json_is_checked_too() {
    let phone: Phone = serde_json::from_str(r#""0514-87361234""#).unwrap();
    assert_eq!(serde_json::to_string(&phone).unwrap(), r#""+8651487361234""#);
    assert!(serde_json::from_str::<Phone>(r#""hello""#).is_err());
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "\\PC*") {
        let _ = text.parse::<Phone>();
    }

    #[test]
    fn what_is_kept_reads_as_itself(text in "[+0]{0,2}(86)?0?[0-9]{5,13}") {
        if let Ok(phone) = text.parse::<Phone>() {
            prop_assert_eq!(phone.as_str().parse::<Phone>(), Ok(phone.clone()), "{}", text);
            prop_assert_eq!(phone.spoken().parse::<Phone>(), Ok(phone.clone()), "{}", text);
            prop_assert!((9..=16).contains(&phone.as_str().len()));
        }
    }
}

#[rstest]
#[case("13800000001", "138 **** 0001")]
#[case("0514 8736 1234", "051* ****1234")]
#[case("+85223456789", "+852****6789")]
#[case("+29012345", "+******45")]
fn a_masked_number_can_be_recognised_but_not_dialled(#[case] number: &str, #[case] masked: &str) {
    assert_eq!(number.parse::<Phone>().unwrap().masked(), masked);
}
