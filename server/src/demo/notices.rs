//! Notices: what each sort looks like, running, over, taken back and being written.

use linli_domain::rows::Row;
use linli_domain::systems::notices::{Audience, Notice, NoticeKind, NoticeState};
use linli_domain::time::plus_days;

use super::accounts::DemoRole;
use super::bookings::Work;

/// How long ago a notice was published, in days and minutes, and on how many days it holds.
type When = (i64, i64, i64);

const POWER: &str = "因线路检修，明天 8:00 到 17:00 全社区停电，电梯停运。请提前备好水和手电；家里有呼吸机、制氧机的，请马上打社区电话，我们送移动电源。";
const CHECKUP: &str = "65 岁以上居民每年一次免费体检，周一到周五 8:00–10:00，在社区卫生服务站。请空腹，带身份证。行动不便的打社区电话，可以上门抽血。";
const WATER: &str = "3 幢二次供水水箱清洗，今天 13:00–16:00 停水。来水后先放一会儿再用。";
const MEAL: &str = "社区食堂下周起新增两样软食：鸡蛋羹、肉末豆腐。午餐 11:00–12:30，70 岁以上每餐补 3 元。";
const LIST: &str = "经本人申请、入户核实、民主评议，以下 2 户拟纳入最低生活保障，现予公示。有不同意见的，请在公示期内到社区服务大厅反映，或者打社区电话。\n1. 4 幢 赵** 2 人\n2. 11 幢 孙** 1 人";
const FESTIVAL: &str = "重阳节活动改在下周六上午 9:00，地点不变。";

impl Work<'_> {
    /// What the desk has told people, and what it is writing.
    pub fn notices(&mut self) {
        self.notice(NoticeKind::News, "食堂新增软食", MEAL, Audience::All, (2, 30, 14));
        self.notice(NoticeKind::Announcement, "最低生活保障拟纳入名单", LIST, Audience::All, (1, 90, 7));
        if !self.plan.is_home(self.community) {
            return;
        }
        let checkup = Audience::From { age: 65 };
        let known = [
            self.notice(NoticeKind::Important, "65 岁以上免费体检", CHECKUP, checkup, (1, 15, 30)),
            self.notice(NoticeKind::Emergency, "明天停电，电梯停运", POWER, Audience::All, (0, 40, 2)),
            // What came before: the two that every community has.
            0,
            1,
        ];
        self.all_seen(&known);
        let water = Audience::Building { building: "3 幢".to_owned() };
        self.notice(NoticeKind::Important, "3 幢今天下午停水", WATER, water, (0, 150, 1));
        let festival = self.notice(NoticeKind::News, "重阳节活动改期", FESTIVAL, Audience::All, (4, 60, 9));
        if let Some(Row::Notice(it)) = self.out.rows.get_mut(festival) {
            it.state = NoticeState::Withdrawn;
            "时间写错了，以新通知为准".clone_into(&mut it.reason);
        }
        let draft = self.notice(
            NoticeKind::News,
            "周末义剪",
            "周六上午 9:00，社区一楼，免费理发。",
            Audience::All,
            (0, 5, 3),
        );
        if let Some(Row::Notice(it)) = self.out.rows.get_mut(draft) {
            (it.state, it.published, it.starts, it.ends) = (NoticeState::Draft, None, None, None);
        }
    }

    /// By the demo's people but one, whose first screen shows what has not been seen, and by some others.
    fn all_seen(&mut self, known: &[usize]) {
        let waits = self.player(DemoRole::Resident, 1).map(|it| it.id);
        let players = self.plan.cast.iter().map(|it| it.member.id).filter(|it| Some(*it) != waits);
        let others = self.folk.members.iter().step_by(3).map(|it| it.id).filter(|it| Some(*it) != waits);
        let mut seen: Vec<_> = players.chain(others).collect();
        seen.sort_unstable();
        seen.dedup();
        for at in known {
            if let Some(Row::Notice(it)) = self.out.rows.get(*at).cloned() {
                self.out.rows.push(Row::Notice(Notice { seen: seen.clone(), ..it }));
            }
        }
    }

    /// Where it lies among the rows.
    fn notice(
        &mut self,
        kind: NoticeKind,
        what: &str,
        note: &str,
        audience: Audience,
        (days_ago, minutes, days): When,
    ) -> usize {
        let at = self.plan.now.plus_days(-days_ago).plus_minutes(-minutes);
        let day = self.plan.zone.date(at);
        let notice = Notice {
            id: self.dice.id(),
            community_id: self.community.id,
            kind,
            what: what.to_owned(),
            note: note.to_owned(),
            audience,
            from: None,
            days,
            state: NoticeState::Published,
            made: at.plus_minutes(-20),
            published: Some(at),
            starts: Some(at),
            ends: Some(self.plan.zone.at(plus_days(day, days), 0)),
            author: self.folk.clerk.id,
            reason: String::new(),
            corrects: None,
            seen: Vec::new(),
            ver: 1,
        };
        self.out.rows.push(Row::Notice(notice));
        self.out.rows.len() - 1
    }
}
