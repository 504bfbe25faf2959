//! The built site, looked at from outside: the real program builds the sample handbook, and these tests read what a
//! browser, an auditor's tool or a web server would get.

mod built;
mod contradicted;
mod crawl;
mod hostile;
mod html;
mod manifest;
mod matrices;
mod page_shape;
mod privacy;
mod repeat;
mod spreadsheet;
mod target_folder;
mod trace;
mod walk;
