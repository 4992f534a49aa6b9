//! Signing in, who one is, how the app looks.

use linli_domain::member::{Gender, Role};

use crate::store::{Size, Theme};

strings! {
    me_title = "我" | "Me";
    messages_title = "消息" | "Messages";
    mine_title = "我的预约" | "My bookings";
    sign_in_title = "登录" | "Sign in";
    slip_unsent = "发出去以后才能打印。" | "It can be printed once it is sent.";
    slip_title = "预约凭条" | "Booking slip";
    slip_door = "打印凭条" | "Print a slip";
    slip_state = "情况" | "State";
    slip_call = "改期取消" | "To change or cancel, call";
    slip_code = "手机扫一扫，看最新情况" | "Scan it with a phone to see how it stands now";
    slip_code_alt = "这个预约的二维码" | "QR code of this booking";
    print = "打印" | "Print";
    from_to(starts: &str, ends: &str) = "{starts} 到 {ends}" | "{starts} to {ends}";
    booking_title = "预约" | "Booking";
    case_title = "求助" | "Request for help";
    neighbours_title = "帮帮邻居" | "Help a neighbour";

    mine_empty = "还没有预约" | "No bookings yet";
    mine_empty_about = "约照护、借活动室、找人帮忙，都会记在这里。" | "Care, rooms and requests for help are kept here.";
    mine_word = "等您一句话" | "Waiting for your word";
    mine_coming = "接下来" | "Coming up";
    mine_question = "社区在查的" | "In question";
    mine_helps = "求助" | "Requests for help";
    mine_past = "以前的" | "Earlier";
    booked_now = "记下了，您不用再做什么。" | "It is noted; nothing more to do.";
    booked_pending = "记下了，等社区同意。" | "It is noted and waits for approval.";
    confirm_title = "做得怎么样？" | "How was it?";
    confirm_done = "做好了" | "It was done";
    confirm_bad = "有问题" | "Something was wrong";
    confirm_bad_reason = "哪里不对" | "What was wrong";
    confirm_bad_send = "告诉社区" | "Tell the desk";
    cancel_booking = "取消预约" | "Cancel this booking";
    cancel_ask = "真的要取消吗？时间会让给别人。" | "Really cancel? Others can have the time then.";
    cancel_reason = "为什么取消" | "Why";
    cancel_yes = "是，取消" | "Yes, cancel";
    book_again = "再约一次" | "Book again";
    call_desk_short = "问社区" | "Ask the desk";

    messages_none = "没有消息" | "No messages";
    messages_none_about = "预约有变化时，这里会告诉您。" | "When a booking changes, it says so here.";
    messages_new = "新的" | "New";
    messages_read = "看过的" | "Read before";
    message_unread = "还没看" | "New";
    message_open = "看看" | "Open";
    message_seen = "知道了" | "All right";
    news_booking(what: &str, when: &str, state: &str) = "{what}（{when}）：{state}" | "{what}, {when}: {state}";
    news_hours(when: &str) = "开放时间变了。{when}的预约请看一看。" | "Opening hours changed. Please look at the booking of {when}.";
    news_carer_hours(service: &str, when: &str) = "护理员的上班时间变了。{service}（{when}）请看一看。" | "The caregiver's hours changed. Please look at the booking of {service}, {when}.";
    news_room_gone(when: &str) = "这间活动室不开了。{when}的预约，社区会联系您。" | "This room is gone. The desk will call you about the booking of {when}.";
    news_carer_gone(service: &str, when: &str) = "护理员不在了。{service}（{when}），社区会另外安排。" | "The caregiver has left. The desk will arrange {service}, {when}, anew.";
    news_help(stage: &str) = "求助：{stage}" | "Request for help: {stage}";
    news_number = "社区改了您登录用的手机号。" | "The desk changed the phone number that you sign in with.";
    news_number_gone = "社区停用了您登录用的手机号。" | "The desk took away the phone number that you signed in with.";
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
    gender(Gender) {
        Female = "女" | "Woman";
        Male = "男" | "Man";
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
