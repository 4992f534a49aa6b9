//! What the audit's log (`linli::audit`) is told of the writes of people. Each system says of its own what is noted:
//! ids only, since the log holds no names and no numbers.

use linli_domain::ids::MemberId;
use linli_domain::mutation::Settled;

/// Writes the line, told who asked and what became of it.
type Line = Box<dyn Fn(MemberId, &Settled) + Send + Sync>;

/// What is noted of a mutation once it is decided.
pub(crate) struct Noted {
    line: Line,
    signs_out: Option<MemberId>,
}

impl Noted {
    pub(crate) fn new(line: impl Fn(MemberId, &Settled) + Send + Sync + 'static) -> Self {
        Self { line: Box::new(line), signs_out: None }
    }

    /// Where it is applied, this person's sessions have ended with it.
    pub(crate) fn signing_out(self, member: MemberId) -> Self {
        Self { signs_out: Some(member), ..self }
    }

    /// Whose sessions have ended with it.
    pub(super) fn signs_out(&self, result: &Settled) -> Option<MemberId> {
        self.signs_out.filter(|_| *result == Settled::Applied)
    }

    pub(super) fn note(&self, reader: MemberId, result: &Settled) {
        (self.line)(reader, result);
    }
}
