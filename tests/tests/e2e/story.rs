//! try
use crate::app::Place;

#[tokio::test]
async fn try_it() {
    let place = Place::fresh();
    let app = place.start().await;
    println!("{}", app.browser.text().await);
    app.browser.picture(std::path::Path::new("/tmp/try.png")).await;
    app.kill().await;
    let app = place.start().await;
    println!("{}", app.browser.text().await);
    app.close().await;
}
