//! Commands about copies.

use super::window::*;
use serde_json::json;

/// All of them.
pub const ALL: &[fn()] = &[any_copy_is_put_back_or_refused];

#[test]
fn any_copy_is_put_back_or_refused() {
    let window = Window::new();
    window.hammer(
        "restore_copy",
        |_| json!({ "name": "000001-20261124T190310Z" }),
        |desk, sent| {
            desk.restore_copy(&desk.actor()?, &sent.get::<String>("name")?)?;
            Ok(())
        },
    );
    let elsewhere = tempfile::tempdir().unwrap();
    window.hammer(
        "set_up_from_copy",
        |_| json!({ "code": window.office.recovery_code }),
        |desk, sent| {
            desk.set_up_from_copy("test", elsewhere.path(), &sent.get::<String>("code")?)?;
            Ok(())
        },
    );
}
