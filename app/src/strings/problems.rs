//! What the server says when a request itself is wrong: in the API's problem answers and on the
//! bare page for those who have no app.

strings! {
    problem_bad_json = "发来的内容不是有效的 JSON。" | "The body is not valid JSON.";
    problem_bad_json_next = "请检查格式后重发。" | "Check its form and send it again.";
    problem_too_deep = "发来的内容嵌套太深。" | "The body is nested too deeply.";
    problem_not_utf8 = "发来的文字不是 UTF-8。" | "The text is not UTF-8.";
    problem_not_json = "这里只收 JSON。" | "Only JSON is taken here.";
    problem_not_json_next = "请用 Content-Type: application/json。" | "Send it with Content-Type: application/json.";
    problem_too_large(kib: usize) = "发来的内容超过 {kib} KB。" | "The body is larger than {kib} KiB.";
    problem_too_large_next = "请分几次发，或者写短一点。" | "Send less at once, or make it shorter.";
    problem_many_fields(limit: usize) = "表单超过 {limit} 项。" | "The form has more than {limit} fields.";
    problem_many_fields_next = "请回到上一页重新填写。" | "Go back and fill in the form again.";
    problem_slow = "内容没有在限定时间内传完。" | "The request did not arrive in time.";
    problem_slow_next = "网络太慢，请换个信号好的地方再发。" | "The network is slow; send it again where the signal is better.";
    problem_full(wait: &str) = "现在用的人太多，请等 {wait}。" | "Too many people at once; please wait {wait}.";
    problem_full_next = "过一会儿再试，什么都没有丢。急的话请打电话给社区。" | "Try again then; nothing is lost. Call the desk if it is urgent.";
    problem_bad_field = "有一项缺少或读不懂。" | "A field is missing or cannot be read.";
    problem_bad_field_next = "请按接口说明改正后重发。" | "Correct it as the API description says and send it again.";
    problem_not_found = "没有这个地址。" | "There is nothing at this address.";
    problem_not_found_next = "请检查地址。" | "Check the address.";
    problem_method = "这个地址不接受这种请求。" | "This address does not take this kind of request.";
    problem_signed_out = "您需要先登录。" | "You need to sign in first.";
    problem_signed_out_next = "登录以后再试。" | "Sign in and try again.";
    problem_not_allowed = "您的身份看不了这一页。" | "This page is not open to your role.";
    problem_not_allowed_next = "请回首页，或者换一个账号登录。" | "Go back to the start, or sign in with another account.";
    problem_cross_site = "这个请求不是从邻里的页面发出的。" | "This request did not come from linli's own pages.";
    problem_cross_site_next = "请打开邻里再试一次。" | "Open linli and try again.";
    problem_too_many(wait: &str) = "试得太多了，请等 {wait}。" | "Too many tries; please wait {wait}.";
    problem_too_many_next = "急的话请打电话给社区。" | "Call the desk if it is urgent.";
    problem_too_fast(wait: &str) = "点得太快了，请等 {wait}。" | "Too many requests; please wait {wait}.";
    problem_too_fast_next = "过一会儿再试，什么都没有丢。" | "Try again then; nothing is lost.";
    problem_day_over(limit: u32, wait: &str) = "一天最多办 {limit} 件事，请等 {wait}。" | "At most {limit} things can be done in a day; please wait {wait}.";
    problem_day_over_next = "写的都还在，到时候再发；着急的话请打电话给社区。" | "What you wrote is kept; send it then. Call the desk if it is urgent.";
    problem_many_devices(limit: usize, wait: &str) = "您用过的手机和浏览器已有 {limit} 个，这一个请等 {wait} 再试。" | "You use {limit} phones and browsers already; please try again on this one in {wait}.";
    problem_many_devices_next = "写的都还在。请先用平时的手机；一周没用的会自动让出位置。着急的话请打电话给社区。" | "What you wrote is kept. Use your usual phone; one that rests for a week makes room by itself. Call the desk if it is urgent.";
    problem_too_fast_back = "过一会儿再试；刚才填的，按“返回”还能找到。" | "Try again then; go back to find what you filled in.";
    problem_bad_phone = "这不像手机号码。" | "This does not look like a phone number.";
    problem_bad_phone_next = "请输入 11 位手机号码；外国号码以 + 和国家代码开头。" | "Enter a mobile number of 11 digits, or one with + and its country.";
    problem_wrong_code = "验证码不对。" | "The code is not right.";
    problem_wrong_code_next = "请看最新的那条短信，重新输入。" | "Look at the newest message and type its code.";
    problem_code_over = "验证码已经不能用了。" | "The code can no longer be used.";
    problem_code_over_next = "请重新取一个。" | "Ask for a new one.";
    problem_no_account = "这个号码还没有登记。" | "Nobody is registered with this number.";
    problem_no_account_next = "请到社区服务大厅登记。" | "Register at your community's desk.";
    problem_no_cookie = "浏览器没有留住登录要用的 cookie，或者隔得太久了。" | "The browser has not kept the cookie that signing in needs, or it was too long ago.";
    problem_no_cookie_next = "请在浏览器设置里允许 cookie，再取一次验证码；不行请打电话给社区。" | "Allow cookies in its settings and ask for a code again; if that fails, call the desk.";
    problem_gap(expected: u64) = "编号不连续，应该从 {expected} 开始。" | "The numbers have a gap; {expected} is next.";
    problem_gap_next = "请从那一条起重发。" | "Send again from that one.";
    problem_mid_reused = "同一个编号用在了两件事上。" | "One id was used for two different mutations.";
    problem_mid_reused_next = "请给新的一件换一个编号。" | "Give the new one an id of its own.";
    problem_foreign_device = "这台设备登记在别人名下。" | "This device belongs to somebody else.";
    problem_foreign_device_next = "请退出后重新登录。" | "Sign out and in again.";
    problem_other_member = "现在登录的是另一个人。" | "Somebody else is signed in now.";
    problem_other_member_next = "请刷新这一页。还没发出的，请用写它的账号登录以后再发。" | "Load this page again. What is not sent yet can be sent once whoever wrote it is signed in.";
    problem_restored = "服务器恢复过数据，请先同步。" | "The server was restored from a backup; pull first.";
    problem_restored_next = "同步以后再发，什么都没有丢。" | "Then send again; nothing is lost.";
    problem_other_build = "服务器不认识这种操作。" | "The server does not know this kind of mutation.";
    problem_other_build_next = "请更新邻里；没发出的都还在手机里。" | "Update linli; what was not sent is still on the phone.";
    problem_many_mutations(limit: usize) = "一次最多发 {limit} 条。" | "At most {limit} mutations at once.";
    problem_many_mutations_next = "请分几次发。" | "Send them in parts.";
    problem_busy = "服务器正忙。" | "The server is busy.";
    problem_busy_next = "过一会儿再试，什么都没有丢。" | "Try again in a moment; nothing is lost.";
    problem_broken = "服务器出了点问题。" | "The server had a problem.";
    problem_broken_next = "过一会儿再试。还不行，请把编号告诉社区。" | "Try again in a while. If it stays, tell the desk the number.";
    unsent_kept = "您填写的都还在这里，没有丢。" | "Everything you filled in is still here.";
    send_again = "再发一次" | "Send again";
    sign_in_apart = "登录会另开一页，登录后请回到这一页。" | "Signing in opens another page; come back to this one afterwards.";
    problem_number(id: &str) = "编号 {id}" | "Number {id}";
}

impl super::Lang {
    /// How long to wait: in seconds at first, from 90 on in minutes.
    #[must_use]
    pub fn wait(self, seconds: u64) -> String {
        let minutes = seconds.div_ceil(60);
        if minutes > 120 {
            let hours = minutes.div_ceil(60);
            return match self {
                Self::Zh => format!("{hours} 小时"),
                Self::En => format!("{hours} h"),
            };
        }
        match (self, seconds < 90) {
            (Self::Zh, true) => format!("{seconds} 秒"),
            (Self::Zh, false) => format!("{minutes} 分钟"),
            (Self::En, true) => format!("{seconds} s"),
            (Self::En, false) => format!("{minutes} min"),
        }
    }
}
