//! A pretend help desk's portal of another site, which holds the mailbox check in its page: the element by its script,
//! or a plain frame. What it does not send, no portal needs.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use shared::embed::EmbedScript;

/// What a relay of this build serves to portals. No relay is there to be asked when the portal starts.
const ELEMENT: &[u8] = include_bytes!("../../frontend/embed/embed.v1.js");

const PAGE: &str = include_str!("portal/page.html");
const STYLE: &str = include_str!("portal/style.css");
/// Puts what the portal's address asks for onto the element, and shows the element's events as they come.
const SCRIPT: &str = include_str!("portal/script.js");

/// The page, and all that it may load.
struct Portal {
    page: String,
    policy: String,
}

/// The portal of a check that is reached at `public_url`.
pub fn router(public_url: &str) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/script.js", get(script))
        .route("/style.css", get(style))
        .with_state(Arc::new(Portal::of(public_url)))
}

impl Portal {
    fn of(public_url: &str) -> Self {
        let EmbedScript { path, integrity } = EmbedScript::of(ELEMENT);
        Self {
            page: PAGE
                .replace("{check}", public_url)
                .replace("{path}", &path)
                .replace("{integrity}", &integrity),
            policy: format!(
                "default-src 'none'; script-src {public_url} 'self'; frame-src {public_url}; style-src 'self'; \
                 connect-src 'none'; base-uri 'none'"
            ),
        }
    }
}

/// `GET /`: the one page. Its script reads the query.
async fn page(State(portal): State<Arc<Portal>>) -> impl IntoResponse {
    let headers = [
        (CONTENT_SECURITY_POLICY, portal.policy.clone()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Html(portal.page.clone()))
}

async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}
