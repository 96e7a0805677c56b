//! Compresses the built page once, at the highest level, so that the relay only picks a file.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::Error;
use crate::stamp;

/// More than this over the wire is reported: 200 KB.
const BUDGET: u64 = 200_000;

/// The extension of Brotli's encoding.
const BROTLI: &str = "br";
/// The extension of gzip's encoding.
const GZIP: &str = "gz";

/// How much of the page goes over the wire.
#[derive(Debug)]
pub struct Weight {
    assets: Vec<Asset>,
}

#[derive(Debug)]
struct Asset {
    name: String,
    plain: u64,
    gzip: u64,
    brotli: u64,
}

impl Weight {
    fn in_all(&self) -> u64 {
        self.assets.iter().map(|asset| asset.brotli).sum()
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>9} {:>9} {:>9}  page weight in bytes",
            "plain", "gzip", "brotli"
        )?;
        for asset in &self.assets {
            let Asset {
                name,
                plain,
                gzip,
                brotli,
            } = asset;
            writeln!(f, "{plain:>9} {gzip:>9} {brotli:>9}  {name}")?;
        }
        let verdict = if self.in_all() > BUDGET {
            "more than"
        } else {
            "of"
        };
        write!(
            f,
            "{:>29}  in all, {verdict} the {BUDGET} aimed for",
            self.in_all()
        )
    }
}

/// Writes `<file>.br` and `<file>.gz` beside each file of a directory.
pub fn directory(directory: &Path) -> Result<(), Error> {
    for path in assets(directory)? {
        let plain = fs::read(&path).map_err(Error::file(&path))?;
        let encodings = [(BROTLI, brotli(&plain)), (GZIP, gzip(&plain))];
        for (extension, compressed) in encodings {
            let path = encoded(&path, extension);
            let bytes = compressed.map_err(Error::file(&path))?;
            fs::write(&path, bytes).map_err(Error::file(&path))?;
        }
    }
    Ok(())
}

/// What a compressed directory weighs.
pub fn weigh(directory: &Path) -> Result<Weight, Error> {
    let bytes = |path: &Path| {
        fs::metadata(path)
            .map(|file| file.len())
            .map_err(Error::file(path))
    };
    let weigh = |path: PathBuf| {
        Ok(Asset {
            name: path
                .strip_prefix(directory)
                .unwrap_or(&path)
                .display()
                .to_string(),
            plain: bytes(&path)?,
            gzip: bytes(&encoded(&path, GZIP))?,
            brotli: bytes(&encoded(&path, BROTLI))?,
        })
    };
    let assets: Result<_, Error> = assets(directory)?.into_iter().map(weigh).collect();
    Ok(Weight { assets: assets? })
}

/// The files of a directory that are not encodings of others.
fn assets(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = stamp::files(directory)?;
    files.retain(|path| !path.extension().is_some_and(|e| e == BROTLI || e == GZIP));
    Ok(files)
}

fn brotli(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let level = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &level)?;
    Ok(compressed)
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

/// `app.js` and `br` make `app.js.br`.
fn encoded(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_encodings_read_back_as_what_they_were() {
        let plain = b"the same words and the same words again and again".repeat(50);
        let mut read = Vec::new();
        let compressed = brotli(&plain).unwrap();
        brotli::BrotliDecompress(&mut &compressed[..], &mut read).unwrap();
        assert_eq!(read, plain);
        let mut read = Vec::new();
        let compressed = gzip(&plain).unwrap();
        flate2::read::GzDecoder::new(&compressed[..])
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, plain);
    }

    #[test]
    fn the_table_says_when_the_page_is_too_heavy() {
        let asset = |brotli| Asset {
            name: "app.wasm".to_owned(),
            plain: 9,
            gzip: 9,
            brotli,
        };
        let light = Weight {
            assets: vec![asset(BUDGET)],
        };
        assert!(light.to_string().contains("200000  in all, of the"));
        let heavy = Weight {
            assets: vec![asset(BUDGET), asset(1)],
        };
        assert!(heavy.to_string().contains("200001  in all, more than the"));
    }
}
