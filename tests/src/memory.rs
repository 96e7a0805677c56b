//! The page's own memory, searched: what WebAssembly holds, octet by octet.

use serde_json::{Value, json};

use crate::browser::Browser;

/// Counts a text in every WebAssembly memory of the page.
const COUNT: &str = "function (needle) {
    let found = 0;
    for (const memory of this) {
        const text = new TextDecoder('latin1').decode(new Uint8Array(memory.buffer));
        found += text.split(needle).length - 1;
    }
    return [this.length, found];
}";

/// How often a text of ASCII stands in the memory of the page's WebAssembly.
pub async fn count(browser: &Browser, text: &str) -> u64 {
    let prototype = evaluate(browser, "WebAssembly.Memory.prototype").await;
    let memories = browser
        .devtools(
            "Runtime.queryObjects",
            json!({ "prototypeObjectId": prototype }),
        )
        .await;
    let counted = browser
        .devtools(
            "Runtime.callFunctionOn",
            json!({
                "objectId": memories["objects"]["objectId"],
                "functionDeclaration": COUNT,
                "arguments": [{ "value": text }],
                "returnByValue": true,
            }),
        )
        .await;
    let [memories, found] = [0, 1].map(|at| counted["result"]["value"][at].as_u64());
    assert!(memories.is_some_and(|memories| memories > 0), "{counted}");
    found.expect("a number")
}

async fn evaluate(browser: &Browser, expression: &str) -> Value {
    let evaluated = browser
        .devtools("Runtime.evaluate", json!({ "expression": expression }))
        .await;
    evaluated["result"]["objectId"].clone()
}
