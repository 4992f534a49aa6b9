//! The frame around every page.

strings! {
    app_name = "邻里" | "linli";
    app_about = "社区照护、活动室、邻里互助" | "Care, rooms and help in your community";
    page_title(page: &str) = "{page} · 邻里" | "{page} · linli";
    skip_to_content = "跳到正文" | "Skip to content";
    nav_label = "主要页面" | "Main pages";
    back = "返回" | "Back";
    optional = "可以不填" | "optional";
    call = "打电话" | "Call";
    call_desk = "打电话给社区" | "Call the community desk";
    details = "看详情" | "Details";
    loading = "正在取……" | "Loading …";
    emergency = "紧急情况 · 打 120" | "Emergency · call 120";

    nav_home = "首页" | "Home";
    nav_mine = "我的预约" | "Bookings";
    nav_messages = "消息" | "Messages";
    nav_me = "我" | "Me";
    nav_desk = "工作台" | "Desk";
    nav_book = "代约" | "Book";
    sign_in = "登录" | "Sign in";

    elder_on = "大字" | "Large";
    day_with(day: &str, off: &str) = "{day}，{off}" | "{day}, {off}";
    off_mark = "休" | "off";
    worked_mark = "班" | "work";
    elder_on_label = "换成长辈版：大字、大按钮" | "Large print: switch to elder mode";
    elder_off = "标准" | "Usual";
    elder_off_label = "换回标准版" | "Usual print: leave elder mode";
    other_language = "EN" | "中文";
    other_language_label = "EN: switch to English" | "中文：换成中文";

    aloud = "朗读" | "Listen";
    aloud_stop = "停下" | "Stop";
    aloud_missing = "这部手机没有能朗读的声音。可以在手机设置里打开“文字转语音”。" | "This phone has no voice to read with. Its settings may offer one under “text to speech”.";

    less = "少一点" | "Less";
    plus = "多一点" | "More";
    days_label = "选一天" | "Choose a day";
    more_days = "更多日子" | "More days";
    story_title = "经过" | "What happened so far";
    story_by_linli = "系统" | "linli";
    story_happened(when: &str) = "是{when}的事，没网，后来才收到" | "It was at {when}; without a network it came later";

    not_found = "没有这一页" | "No such page";
    not_found_about = "地址可能写错了，或者这件事已经不在了。" | "The address may be wrong, or the thing is gone.";
    not_made = "没有办成" | "This did not work";
    not_made_about = "这件事没有记下来。" | "Nothing was booked or asked for.";
    try_again = "重新来一次" | "Try again";
    to_home = "回首页" | "Back to the start";
}
