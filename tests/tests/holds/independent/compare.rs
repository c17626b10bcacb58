//! What is shown beside what must be, field by field.

use serde_json::Value;

/// Lists whose order says how often something occurs: the most frequent first, and among equals in any order.
const BY_FREQUENCY: &[(&str, &str)] = &[("by_service", "lines"), ("pairs", "n"), ("doors", "n")];

/// The first field that differs: its path, what must be shown, and what is.
pub fn difference(path: &str, wanted: &Value, shown: &Value) -> Option<String> {
    match (wanted, shown) {
        (Value::Object(wanted), Value::Object(shown)) => {
            let extra = shown.keys().find(|name| !wanted.contains_key(*name));
            if let Some(extra) = extra {
                return Some(format!("{path}.{extra} is not known to the test"));
            }
            wanted.iter().find_map(|(name, wanted)| {
                let shown = shown.get(name).unwrap_or(&Value::Null);
                in_order(name, shown).or_else(|| {
                    let (wanted, shown) = (sorted(name, wanted), sorted(name, shown));
                    difference(&format!("{path}.{name}"), &wanted, &shown)
                })
            })
        }
        (Value::Array(wanted), Value::Array(shown)) if wanted.len() == shown.len() => {
            let pairs = wanted.iter().zip(shown).enumerate();
            pairs.into_iter().find_map(|(place, (wanted, shown))| {
                let named = ["word", "client", "outcome", "driver", "service", "standard", "from"];
                let name = named.iter().find_map(|name| wanted.get(name)?.as_str());
                difference(
                    &format!("{path}[{}]", name.map_or(place.to_string(), str::to_owned)),
                    wanted,
                    shown,
                )
            })
        }
        (Value::Number(a), Value::Number(b)) if is_near(a.as_f64(), b.as_f64()) => None,
        (wanted, shown) if wanted == shown => None,
        _ => Some(format!("{path}\n  must be {wanted}\n  and is  {shown}")),
    }
}

fn is_near(a: Option<f64>, b: Option<f64>) -> bool {
    a.zip(b).is_some_and(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(1.0))
}

fn sorted(name: &str, list: &Value) -> Value {
    let any_order = BY_FREQUENCY.iter().any(|(list, _)| *list == name) || name == "follow_ups";
    let Some(items) = list.as_array().filter(|_| any_order) else { return list.clone() };
    let mut items = items.clone();
    items.sort_by_key(|item| {
        let place = ["service", "requested", "provided", "id"].map(|name| item[name].to_string());
        (place, item.to_string())
    });
    Value::Array(items)
}

/// A list that is not in the order in which it is to be read.
fn in_order(name: &str, list: &Value) -> Option<String> {
    let items = list.as_array()?;
    let wrong =
        |is_wrong: &dyn Fn(&Value, &Value) -> bool| items.windows(2).any(|two| is_wrong(&two[0], &two[1]));
    if let Some((_, n)) = BY_FREQUENCY.iter().find(|(list, _)| *list == name) {
        return wrong(&|a, b| a[n].as_u64() < b[n].as_u64())
            .then(|| format!("{name} is not in order: {list}"));
    }
    // What a low rating opened does not say when; that of the whole day is the last.
    let of_day = |item: &Value| item["rule"] == "low_ratings";
    let told: Vec<&str> = items.iter().filter_map(|item| item["started_at"].as_str()).collect();
    let wrong = wrong(&|a, _| of_day(a)) || told.windows(2).any(|two| instant(two[0]) < instant(two[1]));
    (name == "follow_ups" && wrong).then(|| format!("{name} is not in order: {list}"))
}

fn instant(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp()
}
