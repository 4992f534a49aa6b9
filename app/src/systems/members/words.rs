//! Accounts at the desk, in words.

use linli_domain::member::Gender;

use crate::strings::{own_words, strings, words};

own_words!(members);

strings! {
    for Words;

    news_number = "社区改了您登录用的手机号。" | "The desk changed the phone number that you sign in with.";
    news_number_gone = "社区停用了您登录用的手机号。" | "The desk took away the phone number that you signed in with.";
    did_register = "登记居民" | "Register a resident";
    did_renumber = "改居民的手机号" | "Change a phone number";
    number_title = "换手机号" | "Another phone number";
    number_lead = "号码换了主人，或者换了新号，在这里改。先核对本人身份证。" | "When a number has another owner, or a person another number. Check their identity card first.";
    number_what = "怎么改" | "What to do";
    number_new = "换成新号码" | "Give a new number";
    number_new_about = "以后用新号码登录" | "They sign in with the new one";
    number_none = "停用现在的号码" | "Take the number away";
    number_none_about = "不再用手机登录，社区替他办" | "They sign in no more; the desk acts for them";
    number_phone = "新号码" | "New number";
    number_phone_hint = "停用就空着" | "Leave empty to take it away";
    number_reason = "原因" | "Why";
    number_reason_hint = "会告诉本人，也会留下记录" | "The person is told, and it is kept";
    number_after = "改好以后，他在所有手机上都会退出登录。" | "They are signed out on every phone then.";
    number_send = "改好" | "Change";
    number_staff = "工作人员的号码由管理员在名单里改。" | "Numbers of staff are changed in the file of places.";
    register_name = "姓名" | "Name";
    register_phone = "电话" | "Phone";
    register_phone_hint = "没有电话就空着" | "Leave empty if there is none";
    register_gender = "性别" | "Gender";
    register_year = "哪年出生" | "Year of birth";
    register_year_hint = "四位数，比如 1948" | "Four digits, such as 1948";
    register_address = "住址" | "Address";
    register_address_hint = "几幢几室" | "Building and door";
    register_send = "登记，接着预约" | "Register and go on to book";
    register_lead = "没有手机的居民也能约。" | "People without a phone can book too.";
}

words! {
    for Words;

    gender(Gender) {
        Female = "女" | "Woman";
        Male = "男" | "Man";
    }
}
