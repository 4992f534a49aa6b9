//! The storage in memory does what every storage must.

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use linli_domain::ids::DeviceId;
use linli_domain::sync::{Memory, conformance};

/// Nothing in memory ever waits.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(it) => it,
        Poll::Pending => panic!("storage in memory waits for something"),
    }
}

#[test]
fn memory_conforms() {
    let memory = Rc::new(Memory::new(DeviceId(uuid::Uuid::from_u128(1))));
    assert_eq!(at_once(conformance::check(&memory, &Rc::clone(&memory))), Ok(()));
}
