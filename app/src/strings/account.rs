//! Signing in, who one is, how the app looks.

use linli_domain::member::Role;

use crate::store::{Size, Theme};

strings! {
    me_title = "我" | "Me";
    mine_title = "我的预约" | "My bookings";
    sign_in_title = "登录" | "Sign in";
    print = "打印" | "Print";

    mine_empty = "还没有预约" | "No bookings yet";
    mine_empty_about = "约照护、借活动室、找人帮忙，都会记在这里。" | "Care, rooms and requests for help are kept here.";
    mine_word = "等您一句话" | "Waiting for your word";
    mine_coming = "接下来" | "Coming up";
    mine_past = "以前的" | "Earlier";

    news_reason(reason: &str) = "说明：{reason}" | "Note: {reason}";

    my_data = "我的资料" | "About me";
    fact_name = "姓名" | "Name";
    fact_phone = "手机号" | "Phone";
    fact_address = "住址" | "Address";
    fact_community = "社区" | "Community";
    fact_role = "身份" | "Role";
    fact_carer_gender = "谁来照护" | "Who may care for me";
    only_women = "只要女护理员" | "Women only";
    only_men = "只要男护理员" | "Men only";
    no_wish = "都可以" | "No wish";
    my_data_about = "要改的话，请打电话给社区。" | "To change this, call the desk.";
    i_act_for = "我替谁办事" | "People I act for";
    acts_for_me = "谁能替我办事" | "Who may act for me";
    i_act_for_none = "没有人请您替他们办事。" | "Nobody asked you to act for them.";
    acts_for_me_none = "没有人能替您办事。要请子女代办，请打电话给社区。" | "Nobody may. To let your family act for you, call the desk.";
    grant_until(day: &str) = "到{day}为止" | "Until {day}";
    grant_open = "一直有效" | "Without end";
    somebody = "一位家人" | "Family";
    how_it_looks = "字和颜色" | "Look and language";
    pref_elder = "长辈版" | "Elder mode";
    pref_elder_off = "标准版" | "Usual mode";
    pref_size = "字的大小" | "Text size";
    pref_theme = "颜色" | "Colours";
    pref_language = "语言" | "Language";
    sign_out = "退出登录" | "Sign out";

    sign_in_lead = "用手机号登录，不用记密码。" | "With your phone number; no password to remember.";
    sign_in_phone = "手机号" | "Phone number";
    sign_in_ask = "发验证码给我" | "Send me a code";
    sign_in_code_title = "输入验证码" | "Type the code";
    sign_in_code_lead(phone: &str, length: &str) = "发到了 {phone}，{length}内有效。" | "Sent to {phone}; good for {length}.";
    sign_in_code = "验证码" | "Code";
    sign_in_code_hint = "6 个数字" | "6 digits";
    sign_in_borrowed = "这不是我的手机" | "This is not my phone";
    sign_in_borrowed_about = "借来的手机、公用的电脑，请勾上。什么都不留，关了浏览器就退出。" | "For a borrowed phone or a shared computer: nothing is kept, and closing the browser signs you out.";
    sign_in_desks = "着急的话，打电话给社区" | "If it is urgent, call the desk";
    sign_in_again = "换个号码，或者重新发" | "Another number, or a new code";
    sign_in_no_phone = "没有手机？请到社区服务大厅，工作人员替您办。" | "No phone? Staff at the community desk do it for you.";
    role_family = "家属" | "Family";
    demo_title = "试一试：选一个人登录" | "Try it: sign in as";
    demo_about = "这是演示，里面的人都是编的。" | "This is a demonstration; the people are made up.";
    demo_code(code: &str) = "演示用的验证码：{code}" | "Code for the demonstration: {code}";
    sign_in_first = "先登录，才看得到您的东西" | "Sign in to see what is yours";
    signed_in_as(name: &str) = "现在登录的是{name}。" | "Signed in as {name}.";
}

words! {
    role(Role) {
        Resident = "居民" | "Resident";
        Caregiver = "护理员" | "Caregiver";
        Keeper = "活动室管理员" | "Room keeper";
        Clerk = "社区工作者" | "Clerk";
        Supervisor = "街道" | "Supervisor";
        Officer = "区" | "District officer";
        Administrator = "管理员" | "Administrator";
    }
    size(Size) {
        Usual = "标准" | "Usual";
        Large = "大" | "Large";
        Larger = "更大" | "Larger";
        Largest = "最大" | "Largest";
    }
    theme(Theme) {
        Auto = "跟手机一样" | "As the phone";
        Light = "浅色" | "Light";
        Dark = "深色" | "Dark";
        Contrast = "高对比" | "High contrast";
    }
}
