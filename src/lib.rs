//! `newsfeed` turns folders of scraped article metadata into news.
//!
//! Text files are **parsed** into documents, the links in them are **deduplicated** into articles, articles
//! are grouped into **stories**, and stories are **rendered**. The modules below are in that order; a stage
//! knows the [`model`] and nothing of the other stages, and [`pipeline`] calls them one after another.
//!
//! Only the command line and the JSON (`newsfeed schema`) are promised to stay as they are. The library half
//! exists so that tests, benches and other programs can call one stage in-process.

pub mod cli;

pub mod commands;

pub mod pipeline;

pub mod address;
pub mod text;

pub mod model;

pub mod discover;
pub mod parse;

pub mod dedup;

pub mod story;

pub mod select;

pub mod digest;

pub mod render;

/// Characters of all scripts and general categories, for tests that make text up.
#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "tests and fuzz targets share it")]
#[path = "../tests/generators/characters.rs"]
mod characters;
