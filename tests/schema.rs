//! The JSON is a contract. Its schema is committed, and the program's output must conform to it.

use std::path::Path;
use std::process::{Command, Output};

use newsfeed::model::contract::{JsonLine, JsonOutput};
use serde_json::Value;

fn newsfeed(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_newsfeed"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

#[test]
fn the_committed_schema_is_the_one_the_program_prints() {
    let committed =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/newsfeed-1.json"));
    let printed = String::from_utf8(newsfeed(&["schema"]).stdout).unwrap();
    assert_eq!(
        committed.unwrap(),
        printed,
        "the JSON changed; is every change an addition? then: cargo run -- schema > schema/newsfeed-1.json"
    );
}

#[test]
fn json_reads_back_with_every_promised_key() {
    let output = newsfeed(&["ingest", "fixtures/seeds", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema: Value = serde_json::from_slice(&newsfeed(&["schema"]).stdout).unwrap();
    let mut wrong = Vec::new();
    conforms(&json, &schema, &schema, "$", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mentions = json["stories"].as_array().unwrap().iter().flat_map(|s| s["articles"].as_array().unwrap());
    let mentions: usize = mentions.map(|a| a["mentions"].as_array().unwrap().len()).sum();
    assert_eq!(json["summary"]["mentions"], mentions);
}

#[test]
fn jsonl_is_the_same_in_lines() {
    let whole: Value =
        serde_json::from_slice(&newsfeed(&["ingest", "fixtures/seeds", "--json"]).stdout).unwrap();
    let lines = newsfeed(&["ingest", "fixtures/seeds", "--format", "jsonl"]).stdout;
    let lines: Vec<Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["kind"], "summary");
    assert_eq!(lines[0]["mentions"], whole["summary"]["mentions"]);
    let stories: Vec<&Value> =
        lines.iter().filter(|line| line["kind"] == "story").map(|line| &line["id"]).collect();
    let expected: Vec<&Value> =
        whole["stories"].as_array().unwrap().iter().map(|story| &story["id"]).collect();
    assert_eq!(stories, expected);
    assert_eq!(lines.len(), 1 + expected.len() + whole["texts"].as_array().unwrap().len());
}

#[test]
fn the_structs_that_write_the_json_read_it_back() {
    let stdout = newsfeed(&["digest", "fixtures/seeds", "--json", "--date", "2031-06-03"]).stdout;
    let written = String::from_utf8(stdout).unwrap();
    let read: JsonOutput<'_> = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap() + "\n", written);

    let stdout = newsfeed(&["ingest", "fixtures/seeds", "fixtures/nosuch", "--format", "jsonl"]).stdout;
    let written = String::from_utf8(stdout).unwrap();
    let kinds = ["summary", "story", "text", "diagnostic"];
    assert!(kinds.iter().all(|kind| written.contains(&format!("{{\"kind\":\"{kind}\""))));
    for line in written.lines() {
        let read: JsonLine<'_> = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), line);
    }
}

#[test]
fn a_reader_ignores_unknown_fields_and_refuses_without_a_promised_one() {
    let stdout = newsfeed(&["ingest", "fixtures/seeds", "--json"]).stdout;
    let mut json: Value = serde_json::from_slice(&stdout).unwrap();
    json["added"] = Value::from(1);
    json["stories"][0]["articles"][0]["added"] = Value::from(1);
    assert!(serde_json::from_value::<JsonOutput<'_>>(json.clone()).is_ok());
    json["stories"][0]["articles"][0].as_object_mut().unwrap().remove("mentions");
    let error = serde_json::from_value::<JsonOutput<'_>>(json).unwrap_err();
    assert!(error.to_string().starts_with("missing field `mentions`"), "{error}");
}

/// The parts of JSON Schema that the contract uses: references, types, required keys, items, alternatives.
fn conforms(value: &Value, schema: &Value, root: &Value, path: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        return conforms(value, root.pointer(name.trim_start_matches('#')).unwrap(), root, path, wrong);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut tried = Vec::new();
            conforms(value, choice, root, path, &mut tried);
            tried.is_empty()
        };
        if !choices.iter().any(fits) {
            wrong.push(format!("{path}: none of the alternatives fits"));
        }
        return;
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.is_empty() && !types.contains(&kind) && (kind != "integer" || !types.contains(&"number")) {
        return wrong.push(format!("{path}: {kind}, not {types:?}"));
    }
    if let Value::Object(fields) = value {
        let properties = schema["properties"].as_object().unwrap();
        let missing = properties.keys().filter(|key| !fields.contains_key(*key));
        wrong.extend(missing.map(|key| format!("{path}: lacks {key}")));
        for (key, field) in fields {
            match properties.get(key) {
                Some(property) => conforms(field, property, root, &format!("{path}.{key}"), wrong),
                None => wrong.push(format!("{path}: {key} is not in the schema")),
            }
        }
    }
    if let Value::Array(items) = value
        && let Some(of) = schema.get("items")
    {
        for (at, item) in items.iter().enumerate() {
            conforms(item, of, root, &format!("{path}[{at}]"), wrong);
        }
    }
}
