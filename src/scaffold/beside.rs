use super::NewFile;

/// What both forms of a new handbook have beside the content folder: what version control leaves alone, settings of
/// editors, and the workflow that checks and publishes.
pub(super) fn files() -> Vec<NewFile> {
    let workflow = include_str!("beside/handbook.yml").replace("{version}", env!("CARGO_PKG_VERSION"));
    vec![
        NewFile::text(".editorconfig", include_str!("beside/editorconfig")),
        NewFile::text(".github/workflows/handbook.yml", workflow),
        NewFile::text(".gitignore", include_str!("beside/gitignore")),
        NewFile::text(".vscode/extensions.json", include_str!("beside/extensions.json")),
        NewFile::text(".vscode/settings.json", include_str!("beside/settings.json")),
    ]
}
