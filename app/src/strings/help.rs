//! Where requests for help stand, and the deeds of all stories.

use linli_domain::help::Stage;
use linli_domain::story::What;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::help::HelpDeed;

words! {
    stage(Stage) {
        Received = "已收到" | "Received";
        Triaged = "已分派去向" | "Sorted";
        Assigned = "有人接了" | "Somebody took it";
        InProgress = "正在办" | "In progress";
        Resolved = "办好了，等您的话" | "Done, waiting for your word";
        CalledBack = "已回访" | "Called back";
        Closed = "已办结" | "Closed";
        Withdrawn = "已撤回" | "Withdrawn";
        HandedOver = "已转交" | "Handed over";
    }
    booking_deed(BookingDeed) {
        Booked = "预约了" | "Booked";
        Approved = "同意了" | "Approved";
        Refused = "没有同意" | "Said no";
        Expired = "没等到答复，放开了时间" | "No answer in time, released";
        NoShow = "没有人来，放开了时间" | "Nobody came, released";
        CheckedIn = "到了，签了到" | "Arrived and checked in";
        Accepted = "答应会来" | "Will come";
        Declined = "来不了" | "Cannot come";
        Reassigned = "换了一位护理员" | "Another caregiver was found";
        Assigned = "安排了护理员" | "Assigned a caregiver";
        SetOut = "出发了" | "Set out";
        CheckedOut = "做完了，签了退" | "Finished and checked out";
        NobodyHome = "敲门没人应" | "Nobody opened the door";
        Confirmed = "确认做好了" | "Agreed that it was done";
        Disputed = "说有问题" | "Said something was wrong";
        Cancelled = "取消了" | "Cancelled";
        HoursChanged = "那天的时间变了" | "The hours of that day changed";
    }
    help_deed(HelpDeed) {
        Asked = "求助" | "Asked for help";
        Triaged = "看过了，定了谁来办" | "Read it and said who answers";
        HandedOver = "转交给负责的单位" | "Handed it to whose matter it is";
        Taken = "接下了" | "Took it";
        Noted = "说" | "Said";
        Resolved = "办好了" | "Says it is done";
        Solved = "说解决了" | "Says it is solved";
        NotSolved = "说没有解决" | "Says it is not solved";
        NotReached = "没联系上本人" | "Could not reach the person";
        Closed = "办结" | "Closed it";
        Reopened = "重新打开" | "Opened it again";
        Escalated = "上报街道" | "Sent it to the subdistrict";
        Withdrawn = "撤回了" | "Took it back";
    }
}

impl super::Lang {
    /// What happened, in a story.
    #[must_use]
    pub const fn deed(self, what: What) -> &'static str {
        match what {
            What::Booking { deed, .. } => self.booking_deed(deed),
            What::Help { deed, .. } => self.help_deed(deed),
        }
    }
}
