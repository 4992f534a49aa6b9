//! Searching, and the short texts that say how things are done.

strings! {
    search = "搜索" | "Search";
    search_title = "搜索" | "Search";
    search_label = "找什么" | "What are you looking for?";
    search_hint = "可以写汉字、拼音首字母或英文，比如“活动室”“hds”。" | "Type words, Chinese, or the first letters of pinyin: “room”, “活动室”, “hds”.";
    search_what = "能找照护、活动室、您的预约和求助，还有怎么用。" | "Finds care, rooms, your bookings and requests, and how things are done.";
    search_none = "没有找到" | "Nothing found";
    search_none_about = "换个说法试试，或者看看“怎么用”。还不行，就问问社区。" | "Try another word, or look at the guide. Or ask the community.";
    found_topics = "怎么用" | "How it is done";
    guide_title = "怎么用" | "Guide";
    guide_lead = "不明白的，一条一条看" | "Short answers, one at a time";
    guide_all = "看“怎么用”" | "Open the guide";
    guide_go = "去办" | "Do it now";
}

impl super::Lang {
    /// How many things were found, for who listens.
    #[must_use]
    pub fn found(self, count: usize) -> String {
        match (self, count) {
            (_, 0) => self.search_none().to_owned(),
            (Self::Zh, _) => format!("找到 {count} 条"),
            (Self::En, 1) => "1 found".to_owned(),
            (Self::En, _) => format!("{count} found"),
        }
    }
}

strings! {
    topic_family = "家里人怎么替老人约" | "How family books for an elder";
    topic_family_text = "老人先到社区说一声，同意您替他办，社区登记好就行。然后您用自己的手机号登录，约的时候先挑“给谁”。您替谁办、谁替您办，在“我”里看得到。" | "The elder tells the community desk that you may act for them, and the desk registers it. Then sign in with your own number and say whom a booking is for. Who acts for whom stands under “Me”.";
    topic_family_keywords = "家属 子女 儿子 女儿 代办 授权 替老人" | "family son daughter on behalf grant parent";
    topic_elder = "字太小，换长辈版" | "Larger print: elder mode";
    topic_elder_text = "点页面右上角的“大字”，就换成长辈版：字大、按钮大，一页一件事。还嫌小，在“我”里把字调到“最大”。" | "Tap “Large” at the top of any page: large print and large buttons, one thing at a time. For still larger text choose “Largest” under “Me”.";
    topic_elder_keywords = "长辈版 亲情版 关爱版 关怀版 大字版 老年版 老年模式 大字 字体 字号 放大 看不清" | "elder mode large print text size bigger font senior care version";
    topic_aloud = "让手机读给您听" | "Have the page read aloud";
    topic_aloud_text = "点标题旁边的“朗读”，手机把这一页从头读给您听，读到哪里，哪里有框。再点一下就停。" | "Tap “Listen” beside the heading: the phone reads the page from its start and marks where it is. Tap again to stop.";
    topic_aloud_keywords = "朗读 语音 读出来 听 播放 声音" | "read aloud listen voice speak";
    topic_language = "换成英文或中文" | "Switch between English and Chinese";
    topic_language_text = "点页面右上角的“EN”或“中文”，马上就换。" | "Tap “EN” or “中文” at the top of any page.";
    topic_language_keywords = "语言 英文 英语 中文 外语" | "language English Chinese";
    topic_offline = "没有网络怎么办" | "Without a network";
    topic_offline_text = "没有网络也能打开看，也能约、能求助。没发出去的，页面上方会写“没发出”，有了网络自己发，不用再点。急事请直接打电话。" | "linli opens without a network, and takes bookings and requests. What has not gone out is marked “Not sent” and goes by itself once there is a network. In an emergency call.";
    topic_offline_keywords = "断网 没网 离线 信号 没发出 流量" | "offline network signal not sent";
    topic_install = "放到手机桌面上" | "Put linli on the home screen";
    topic_install_text = "在“我”里点“这台手机”，照着做一次，以后点桌面上的图标就能打开。" | "Open “This phone” under “Me” and follow the steps once. From then on one tap on the icon opens linli.";
    topic_install_keywords = "桌面 安装 下载 图标 主屏幕" | "install home screen icon download app";
    topic_leave = "换手机、退出登录" | "Another phone, signing out";
    topic_leave_text = "在“我”的最下面点“退出登录”，这部手机上的资料就清掉了。换了手机，用原来的号码登录，预约都在。" | "“Sign out” at the end of “Me” clears what this phone kept. On another phone sign in with your number; your bookings are there.";
    topic_leave_keywords = "退出 登录 登出 换手机 清除 注销" | "sign out log out another phone clear device";
    topic_privacy = "我的资料谁看得到" | "Who sees my data";
    topic_privacy_text = "地址和电话只给来您家的护理员、社区工作人员和替您办事的家里人看。邻居只看得到您请他们帮的事。借活动室，别人只看得到这个时间有人。" | "Address and phone number are shown to the caregivers who come to you, the community's staff and family who act for you. Neighbours see only what you ask them for. Of a room others see only that the time is taken.";
    topic_privacy_keywords = "隐私 资料 个人信息 地址 电话 安全" | "privacy data personal information address safe";
    topic_emergency = "急事找谁" | "In an emergency";
    topic_emergency_text = "病了、伤了打 120，遇到坏人打 110，着火打 119。首页的红色按钮一点就能打 120。linli 里写的求助不能代替这些电话。" | "Call 120 for an ambulance, 110 for the police, 119 for a fire. The red button of the first page calls 120. A request in linli does not replace these calls.";
    topic_emergency_keywords = "急救 紧急 报警 火警 救护车 120 110 119" | "emergency ambulance police fire 120 110 119";
}
