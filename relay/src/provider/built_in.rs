//! The entries that come with the relay. None is enabled by itself.

/// As text, one a file.
pub(super) const BUILT_IN: [&str; 15] = [
    include_str!("../../provider/microsoft-365.toml"),
    include_str!("../../provider/microsoft-365-gcc-high.toml"),
    include_str!("../../provider/microsoft-365-dod.toml"),
    include_str!("../../provider/microsoft-365-china.toml"),
    include_str!("../../provider/outlook-com.toml"),
    include_str!("../../provider/google.toml"),
    include_str!("../../provider/fastmail.toml"),
    include_str!("../../provider/yandex.toml"),
    include_str!("../../provider/mail-ru.toml"),
    include_str!("../../provider/comcast.toml"),
    include_str!("../../provider/yahoo.toml"),
    include_str!("../../provider/aol.toml"),
    include_str!("../../provider/icloud.toml"),
    include_str!("../../provider/gmx.toml"),
    include_str!("../../provider/zoho.toml"),
];

/// The built-in entries as they stand in their files.
pub fn built_in() -> impl Iterator<Item = toml::Table> {
    // A test reads every one of them.
    BUILT_IN.iter().filter_map(|text| text.parse().ok())
}
