//! Asking for help and answering.

use super::{Action, HelpDeed, Target, may};
use crate::decide::words::{line, needed, text};
use crate::decide::{Work, allow};
use crate::help::{Answerer, Help, Stage, Word};
use crate::ids::HelpId;
use crate::message::HelpNews;
use crate::mutation::{HelpAsk, HelpCallBack, HelpNote, HelpRef, HelpTriage};
use crate::place::Community;
use crate::refusal::{CommonRefusal, Field, HelpRefusal, Refusal, Thing};
use crate::rows::Row;

/// A request is not older than this, whatever the clock of a phone says, in days.
const OLDEST_DAYS: i64 = 30;

impl Work<'_> {
    pub(crate) fn help_ask(&mut self, args: &HelpAsk) -> Result<(), Refusal> {
        let (subject, community) =
            self.subject(args.subject, |who| may(who, Action::Ask, &Target::default()))?;
        self.unused(self.case.rows.helps.contains_key(&args.help_id))?;
        let what = needed(&args.what, Field::What, community)?;
        let place = line(&args.place, Field::Place, community)?;
        // Asked without a network, it may arrive after the hour it named, or on another day: better late than
        // never. Only a day that was over when it was asked is a slip of the finger; a phone of before says
        // nothing of when that was.
        let zone = community.zone();
        let asked = self.happened(args.at, self.case.now.plus_days(-OLDEST_DAYS));
        let slip = |wanted| args.at.is_some() && zone.date(wanted) < zone.date(asked);
        if args.wanted.is_some_and(slip) {
            return Err(CommonRefusal::Past.into());
        }
        self.room_for_help(subject, community, &zone)?;
        let now = self.case.now;
        let help = Help {
            id: args.help_id,
            community_id: community.id,
            subject: Some(subject.id),
            actor: Some(self.case.actor.id),
            called: subject.greeted().to_owned(),
            contact: Some(subject.contact()),
            what,
            place,
            wanted: args.wanted,
            answerer: args.answerer,
            urgency: args.urgency,
            stage: Stage::Received,
            taker: None,
            taker_called: String::new(),
            escalated: false,
            owner: String::new(),
            opened: now,
            asked: self.if_late(asked),
            stage_since: now,
            ended: None,
            ver: 1,
        };
        self.put(Row::Help(help));
        self.tell_story_then(community.id, (args.help_id, HelpDeed::Asked), ("", asked));
        Ok(())
    }

    /// A request that the actor may do this to, in one of the stages given.
    fn help(&self, id: HelpId, action: Action, stages: &[Stage]) -> Result<(Help, &Community), Refusal> {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Help });
        let help = self.case.rows.helps.get(&id).ok_or_else(|| unknown.clone())?;
        let community = self.community(help.community_id).map_err(|_| unknown.clone())?;
        let (who, target) = (self.standing(community, help.subject), Target::new(community, help));
        let sees = may(&who, Action::See, &target) || may(&who, Action::AnswerAsNeighbour, &target);
        if !sees {
            return Err(unknown);
        }
        allow(may(&who, action, &target))?;
        if stages.contains(&help.stage) {
            Ok((help.clone(), community))
        } else {
            Err(HelpRefusal::WrongStage { stage: help.stage }.into())
        }
    }

    /// Writes a request in a new stage, with its story, and tells the resident, who asked for them,
    /// and who took it.
    fn move_help(&mut self, mut help: Help, stage: Stage, deed: HelpDeed, note: &str) {
        if help.stage != stage {
            help.stage = stage;
            help.stage_since = self.case.now;
            help.ended = (!stage.is_open()).then_some(self.case.now);
        }
        let asked = help.actor.filter(|actor| help.subject != Some(*actor));
        let taker = help.taker.filter(|taker| help.subject != Some(*taker) && asked != Some(*taker));
        for to in [help.subject, asked, taker].into_iter().flatten() {
            self.tell(help.community_id, to, HelpNews::Moved { help_id: help.id, stage });
        }
        help.ver += 1;
        let (place, id) = (help.community_id, help.id);
        self.put(Row::Help(help));
        self.tell_story(place, (id, deed), note);
    }

    /// Takes a request from who had it, and tells them where it stands from now on.
    fn take_away(&mut self, help: &mut Help, stage: Stage) {
        if let Some(taker) = help.taker.take()
            && help.subject != Some(taker)
            && help.actor != Some(taker)
        {
            self.tell(help.community_id, taker, HelpNews::Moved { help_id: help.id, stage });
        }
        help.taker_called = String::new();
    }

    pub(crate) fn help_triage(&mut self, args: &HelpTriage) -> Result<(), Refusal> {
        let (mut help, community) =
            self.help(args.help_id, Action::Triage, &[Stage::Received, Stage::Triaged, Stage::Assigned])?;
        let owner = line(&args.owner, Field::Owner, community)?;
        self.unchanged(help.ver)?;
        help.answerer = args.answerer;
        if args.answerer == Answerer::Other {
            if owner.is_empty() {
                return Err(HelpRefusal::WhoseMatter.into());
            }
            owner.clone_into(&mut help.owner);
            self.take_away(&mut help, Stage::HandedOver);
            self.move_help(help, Stage::HandedOver, HelpDeed::HandedOver, &owner);
        } else {
            self.take_away(&mut help, Stage::Triaged);
            self.move_help(help, Stage::Triaged, HelpDeed::Triaged, "");
        }
        Ok(())
    }

    pub(crate) fn help_take(&mut self, args: &HelpRef) -> Result<(), Refusal> {
        let open = [Stage::Received, Stage::Triaged];
        let as_staff = self.help(args.help_id, Action::Handle, &open);
        let (mut help, _) = match as_staff {
            Err(Refusal::Common(CommonRefusal::NotAllowed)) => {
                let found = self.help(args.help_id, Action::AnswerAsNeighbour, &open)?;
                self.room_to_take(found.1)?;
                found
            }
            // Somebody who saw it open a moment ago is told that it has gone, not that it never was.
            Err(Refusal::Common(CommonRefusal::Unknown { .. })) => return Err(self.why_gone(args.help_id)),
            other => other?,
        };
        help.taker = Some(self.case.actor.id);
        self.case.called.clone_into(&mut help.taker_called);
        self.move_help(help, Stage::Assigned, HelpDeed::Taken, "");
        Ok(())
    }

    /// Who took it cannot do it after all. It stands as it did when it came in, so that staff looks at it
    /// again, and others may take it. The story calls it opened again, a word that phones of every build
    /// can read.
    pub(crate) fn help_give_back(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let (mut help, community) =
            self.help(args.help_id, Action::Handle, &[Stage::Assigned, Stage::InProgress])?;
        if help.taker != Some(self.case.actor.id) {
            return Err(CommonRefusal::NotAllowed.into());
        }
        let note = needed(&args.note, Field::Note, community)?;
        self.take_away(&mut help, Stage::Received);
        self.move_help(help, Stage::Received, HelpDeed::Reopened, &note);
        Ok(())
    }

    /// What to tell a neighbour about a request that they cannot see now, but could.
    fn why_gone(&self, id: HelpId) -> Refusal {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Help });
        let Some(help) = self.case.rows.helps.get(&id) else { return unknown };
        let Ok(community) = self.community(help.community_id) else { return unknown };
        let who = self.standing(community, help.subject);
        let target = Target { for_neighbours: true, ..Target::new(community, help) };
        if help.answerer != Answerer::Neighbour || !may(&who, Action::AnswerAsNeighbour, &target) {
            unknown
        } else if !help.stage.is_open() {
            Refusal::Help(HelpRefusal::WrongStage { stage: help.stage })
        } else if help.taker.is_some() {
            Refusal::Help(HelpRefusal::TakenByNeighbour)
        } else {
            unknown
        }
    }

    /// A word on an open request: from who handles it (who thereby begins), or from the resident.
    pub(crate) fn help_note(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let open = [Stage::Received, Stage::Triaged, Stage::Assigned, Stage::InProgress, Stage::Resolved];
        let (help, community) = self.help(args.help_id, Action::Note, &open)?;
        let note = needed(&args.note, Field::Note, community)?;
        let began = help.taker == Some(self.case.actor.id) && help.stage == Stage::Assigned;
        let stage = if began { Stage::InProgress } else { help.stage };
        self.move_help(help, stage, HelpDeed::Noted, &note);
        Ok(())
    }

    pub(crate) fn help_resolve(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let (help, community) =
            self.help(args.help_id, Action::Handle, &[Stage::Assigned, Stage::InProgress])?;
        let note = text(&args.note, Field::Note, community)?;
        self.unchanged(help.ver)?;
        self.move_help(help, Stage::Resolved, HelpDeed::Resolved, &note);
        Ok(())
    }

    /// "Solved" is the resident's to say, or staff's who asked them; "nobody answered" is staff's.
    pub(crate) fn help_call_back(&mut self, args: &HelpCallBack) -> Result<(), Refusal> {
        let action = if args.word == Word::NotReached { Action::Triage } else { Action::Judge };
        let (help, community) = self.help(args.help_id, action, &[Stage::Resolved])?;
        let note = text(&args.note, Field::Note, community)?;
        self.unchanged(help.ver)?;
        let (stage, deed) = match args.word {
            Word::Solved => (Stage::CalledBack, HelpDeed::Solved),
            Word::NotSolved => (Stage::InProgress, HelpDeed::NotSolved),
            Word::NotReached => (Stage::CalledBack, HelpDeed::NotReached),
        };
        self.move_help(help, stage, deed, &note);
        Ok(())
    }

    /// Only after the resident's word, or a recorded attempt to have it.
    pub(crate) fn help_close(&mut self, args: &HelpRef) -> Result<(), Refusal> {
        let (help, _) = self.help(args.help_id, Action::Judge, &[Stage::CalledBack])?;
        self.move_help(help, Stage::Closed, HelpDeed::Closed, "");
        Ok(())
    }

    pub(crate) fn help_reopen(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let ended = [Stage::CalledBack, Stage::Closed, Stage::HandedOver];
        let (mut help, community) = self.help(args.help_id, Action::Judge, &ended)?;
        let note = needed(&args.note, Field::Note, community)?;
        help.ended = None;
        if help.stage == Stage::HandedOver {
            // Ours after all.
            help.answerer = Answerer::Community;
            help.owner = String::new();
        }
        // Whoever had it then does not get the door back without being asked.
        self.take_away(&mut help, Stage::Triaged);
        self.move_help(help, Stage::Triaged, HelpDeed::Reopened, &note);
        Ok(())
    }

    /// To the subdistrict. The stage's clock starts anew; the case's goes on.
    pub(crate) fn help_escalate(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let open = [Stage::Received, Stage::Triaged, Stage::Assigned, Stage::InProgress];
        let (mut help, community) = self.help(args.help_id, Action::Triage, &open)?;
        if help.escalated {
            return Err(HelpRefusal::WrongStage { stage: help.stage }.into());
        }
        let note = needed(&args.note, Field::Note, community)?;
        help.escalated = true;
        self.unchanged(help.ver)?;
        self.take_away(&mut help, Stage::Triaged);
        help.stage_since = self.case.now;
        self.move_help(help, Stage::Triaged, HelpDeed::Escalated, &note);
        Ok(())
    }

    pub(crate) fn help_withdraw(&mut self, args: &HelpRef) -> Result<(), Refusal> {
        let open = [Stage::Received, Stage::Triaged, Stage::Assigned, Stage::InProgress];
        let (help, _) = self.help(args.help_id, Action::Ask, &open)?;
        self.move_help(help, Stage::Withdrawn, HelpDeed::Withdrawn, "");
        Ok(())
    }
}
