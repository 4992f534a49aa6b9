//! One tab at a time. Several at once would do no harm, only the same work.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::js_sys::{Function, Object, Promise, Reflect};

/// How often, and after how many milliseconds, another tab is asked again. One that the browser has
/// frozen keeps its lock; then this one goes on without.
const TRIES: u32 = 5;
const WAIT: u32 = 400;

/// How long a browser may take to say whether a lock is free, in milliseconds. Some never say.
const SILENCE: u32 = 3_000;

#[wasm_bindgen]
extern "C" {
    /// The Web Locks API. It fails where the browser has none.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], catch)]
    fn request(name: &str, options: &Object, callback: &Function) -> Result<Promise, JsValue>;
}

/// Does the work while no other tab does it under the same name.
pub async fn alone<F>(name: &str, work: impl FnOnce() -> F + 'static)
where
    F: Future<Output = ()> + 'static,
{
    let work = Rc::new(RefCell::new(Some(work)));
    for _ in 0..TRIES {
        let asking = Box::pin(try_alone(name, &work));
        match select(asking, TimeoutFuture::new(SILENCE)).await {
            Either::Left((Ok(()), _)) if work.borrow().is_some() => TimeoutFuture::new(WAIT).await,
            Either::Left(_) => break,
            // It is being done.
            Either::Right(((), asking)) if work.borrow().is_none() => {
                _ = asking.await;
                break;
            }
            // A lock that is given after all finds nothing to do.
            Either::Right(_) => break,
        }
    }
    let left = work.borrow_mut().take();
    if let Some(work) = left {
        work().await;
    }
}

/// Takes the work and does it, if the lock is free.
async fn try_alone<F, W>(name: &str, work: &Rc<RefCell<Option<W>>>) -> Result<(), JsValue>
where
    F: Future<Output = ()> + 'static,
    W: FnOnce() -> F + 'static,
{
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE)?;
    let ours = Rc::clone(work);
    let callback = Closure::once_into_js(move |lock: JsValue| -> Promise {
        let work = if lock.is_null() { None } else { ours.borrow_mut().take() };
        future_to_promise(async move {
            if let Some(work) = work {
                work().await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    JsFuture::from(request(name, &options, callback.unchecked_ref())?).await.map(drop)
}
