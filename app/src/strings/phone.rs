//! What is not sent, no network, this phone.

use super::Lang;
use crate::store::Trouble;

strings! {
    unsent = "没发出" | "Not sent";
    unsent_about = "存在这台手机上，还没有发出去。有网络时会自己发。" | "Saved on this phone, not sent. It goes out by itself once there is a network.";
    unsent_count(count: usize) = "{count} 件没发出" | "{count} not sent";
    offline = "没有网络" | "No network";
    needs_network = "这件事要有网络才能办，不会先存在手机上。" | "This needs a network. It is not saved on the phone for later.";
    offline_since(when: &str) = "没有网络，看到的是{when} 的情况。" | "No network. Last update: {when}.";
    sending = "正在发出……" | "Sending …";
    saving = "已存在手机上，正在发出……" | "Saved on this phone, sending …";
    hidden_title = "现在看不到" | "Hidden for now";
    not_fetched = "您的安排还没有取到这台手机上。有网络时会自己出来。" | "Your things have not reached this phone yet. They come by themselves with a network.";
    hidden_about = "工作用的手机，三天没有网络就会清掉存的内容，丢了也不怕别人看。有网络时会自己回来。" | "A phone for work erases what it keeps after three days without a network, in case it was lost. It comes back by itself with a network.";
    hidden_signed_out = "为了保密，手机上存的内容已经清掉。重新登录就会回来，没发出的接着发。" | "What this phone kept has been erased, to keep it private. Sign in again and it comes back; what is not sent goes out then.";
    put_by(count: usize) = "还有 {count} 件没发出，都好好存着。为了保密先不显示，登录后有网络时会自己发。" | "Not sent, and kept: {count}. To keep it private it is not shown; once you are signed in and there is a network, it goes out by itself.";
    staff_edition_title = "工作页面还没有装好" | "Work pages are not here yet";
    staff_edition_about = "这部手机上还没有工作用的页面。连上网络打开一次，以后没有网络也能用。" | "This phone does not have the pages for work yet. Open them once with a network; then they work without one.";
    staff_edition_open = "打开" | "Open them";
    later_title = "这一页还没有装好" | "This page is not here yet";
    later_about = "这一页正在装到手机上，装好了自己会出来；以后没有网络也能用。等不及可以先用网络打开。" | "This page is still coming to this phone and shows by itself; then it works without a network as well. If you cannot wait, open it over the network.";
    later_open = "现在打开" | "Open it now";
    refused_later = "没有办成" | "This did not work";
    you_wrote = "您写的：" | "You wrote:";
    seen = "知道了" | "All right";
    update_ready = "邻里有新版本了。" | "A new version of linli is ready.";
    update_now = "更新" | "Update";
    call_title = "没有发出去，请打电话" | "Not sent. Please call";
    call_about = "您的急事还没有发到社区。不要等，现在就打电话。" | "Your urgent request has not reached the community. Do not wait, call now.";
    call_desk_now = "打给社区" | "Call the community desk";
    call_close = "关上" | "Close";

    phone_title = "这台手机" | "This phone";
    phone_lead = "手机上存了什么，还有什么没有发出。" | "What is kept on this phone, and what is not sent yet.";
    phone_link_about = "没发出的、安装到桌面、版本" | "What is not sent, home screen, version";
    phone_unsent = "还没有发出的" | "Not sent yet";
    phone_unsent_none = "都发出去了。" | "Everything has been sent.";
    phone_send_now = "现在就发" | "Send now";
    phone_state = "情况" | "How it stands";
    phone_pulled = "上次更新" | "Last brought up to date";
    phone_never = "还没有" | "Not yet";
    phone_storage = "占用空间" | "Storage used";
    phone_persistent = "能一直存着吗" | "Kept for good";
    phone_persistent_yes = "能" | "Yes";
    phone_persistent_no = "手机空间不够时可能被清掉" | "The phone may clear it when it runs out of room";
    phone_build = "版本" | "Version";
    phone_report = "把情况告诉社区" | "Send a report";
    phone_report_about = "只发版本、网络和条数，不发姓名和内容。" | "Only version, network and counts are sent, no names and no texts.";
    phone_reported(code: &str) = "收到了。打电话时请报这个编号：{code}" | "It has arrived. Tell the desk this number: {code}";

    install_title = "放到手机桌面上" | "Put linli on the home screen";
    install_about = "点一下图标就能打开，没有网络也能看。" | "One tap opens it, also without a network.";
    install_button = "放到桌面" | "Add to home screen";
    install_step_share = "点浏览器下面的“分享”按钮" | "Tap the Share button of the browser";
    install_step_add = "选“添加到主屏幕”" | "Choose “Add to Home Screen”";
    install_by_menu = "打开浏览器的菜单，点“添加到主屏幕”。" | "Open the browser’s menu and choose “Add to Home screen”.";
    install_step_done = "再点“添加”" | "Then tap “Add”";

    leave_title = "还有事情没有发出" | "Something is not sent yet";
    leave_about = "退出以后，这些就没有了。有网络时先发出去，再退出。" | "Signing out throws it away. Send it first when there is a network.";
    leave_kept_about = "可以先存着退出：这里不显示，等您重新登录再发。也可以不要了。" | "Keep it and sign out: it is shown to nobody here and goes out once you have signed in again. Or throw it away.";
    leave_keep = "先存着，退出" | "Keep it and sign out";
    leaving = "正在退出……" | "Signing out …";
    leave_anyway = "不发了，退出" | "Throw it away and sign out";
    not_kept = "手机存不下，没有记住。" | "The phone could not keep it.";
    not_kept_next = "写的还在这里。请腾出一点空间，或者有网络时再点一次。" | "What you wrote is still here. Make some room on the phone, or try again with a network.";
}

// What a mutation does, in a word or two.

words! {
    trouble(Trouble) {
        NotKept = "这个浏览器不让邻里存东西，关上页面，没发出的就没有了。" | "This browser keeps nothing for linli: what is not sent is lost when the page closes.";
        Full = "手机空间满了，没有网络时可能打不开。" | "The phone is full; without a network linli may not open.";
        Cleared = "手机清掉了邻里存的东西，有网络时会重新取来。没发出的请再看一看。" | "The phone has cleared what linli kept; it comes back when there is a network. Please check what you had not sent.";
        SignedOut = "登录已经结束。请重新登录，没发出的都还在。" | "You are signed out. Sign in again; what is not sent is still here.";
        OtherBuild = "手机上的邻里和社区那边的版本对不上，请更新。没发出的都还在，对上了会自己发。" | "linli on this phone and at the community are of different versions. Please update. What is not sent is kept, and goes out by itself once they match.";
        Newer = "有些新内容，这个版本还看不了，更新以后就能看到。别的都照常能用。" | "There is something new that this version cannot show; you will see it after an update. All else works as before.";
        DayOver = "今天办的事太多，先到这里。没发出的都还在，有了名额会自动发出；着急的话请打电话给社区。" | "You have done as much as one day allows. What is not sent is kept and goes out by itself when there is room; call the desk if it is urgent.";
        ManyDevices = "您用过的手机和浏览器太多，这一个还不能发。没发出的都还在；请先用平时的手机，一周没用的会自动让出位置。" | "You use too many phones and browsers for this one to send yet. What is not sent is kept; use your usual phone. One that rests for a week makes room by itself.";
        Stale = "太久没有网络，为了保密，存的内容已经清掉。没发出的都还在。" | "Too long without a network: what was kept here has been erased. What is not sent is still here.";
        Borrowed = "借用的手机或电脑：这里什么都不留。用完请退出登录；没发出的，关上页面就没有了。" | "Not your own phone or computer: nothing is kept here. Sign out when you are done; what is not sent is lost when the page closes.";
    }
}

impl Lang {
    /// More refusals than the one that is shown.
    #[must_use]
    pub fn more_refused(self, count: usize) -> String {
        match (self, count) {
            (Self::Zh, _) => format!("还有 {count} 件没有办成。"),
            (Self::En, 1) => "One more thing did not work.".to_owned(),
            (Self::En, _) => format!("{count} more things did not work."),
        }
    }

    /// Bytes as people say them.
    #[must_use]
    pub fn bytes(self, bytes: u64) -> String {
        const KIB: u64 = 1024;
        match bytes {
            0..KIB => format!("{bytes} B"),
            KIB..1_048_576 => format!("{} KB", bytes / KIB),
            _ => format!("{} MB", bytes / KIB / KIB),
        }
    }
}
