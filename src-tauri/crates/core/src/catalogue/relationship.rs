//! Proposes whether clients of a service are there by choice or by obligation, from the inventory's codes.
//!
//! The first rule that fits stands; its id is kept with the service, and an administrator confirms or changes it. The
//! rules know nothing of a service's name: what a code can't tell is proposed as voluntary, which the counter can
//! override with one key.

use super::service::Service;
use crate::words::Relationship;

/// Penalties, Protection, Intervention.
const PPI: &str = "PPI";
/// Agreements, Permissions, Inspections, Rulings.
const APIR: &str = "APIR";
/// High Volume Regulatory Transactions.
const REG_VOL: &str = "REG_VOL";
/// Legislation, Regulation, Policy.
const LRP: &str = "LRP";
/// Information; Resources; Grants and Contributions; Care, Education, Recreation.
const INFO: &str = "INFO";
const RES: &str = "RES";
const GNC: &str = "GNC";
const CER: &str = "CER";
/// Recipient: society as a whole, not distinct people or groups.
const SOCIETY: &str = "SOCIETY";
/// Recipient: distinct people or groups.
const CLIENT: &str = "CLIENT";

/// A rule: all of its conditions must hold; an empty one always does.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    /// The service has at least one of these types …
    pub any_of: &'static [&'static str],
    /// … and at least one of these, …
    pub and_any_of: &'static [&'static str],
    /// … and none of these.
    pub none_of: &'static [&'static str],
    pub recipient: Option<&'static str>,
    pub proposes: Relationship,
}

/// What stands for a service to which no other rule applies.
static UNKNOWN_TYPE: Rule = Rule {
    id: "unknown_type",
    any_of: &[],
    and_any_of: &[],
    none_of: &[],
    recipient: None,
    proposes: Relationship::Voluntary,
};

/// In the order in which they are tried. A released id never changes its meaning: it stands in the journal.
pub static RULES: &[Rule] = &[
    // A protective service that is also a resource or information for distinct clients (reporting a fraud, search and
    // rescue) is help that somebody asked for.
    Rule {
        id: "protection_asked_for",
        any_of: &[PPI],
        and_any_of: &[INFO, RES, GNC, CER],
        none_of: &[APIR, REG_VOL, LRP],
        recipient: Some(CLIENT),
        proposes: Relationship::Voluntary,
    },
    // Penalties and interventions protect others from the party at the counter; nobody comes for them by choice.
    Rule {
        id: "penalty_or_intervention",
        any_of: &[PPI],
        and_any_of: &[],
        none_of: &[],
        recipient: None,
        proposes: Relationship::InvoluntaryRightsOfOthers,
    },
    // Permissions, inspections and rules made for society at large: the interest served is other people's.
    Rule {
        id: "rules_for_society",
        any_of: &[APIR, REG_VOL, LRP],
        and_any_of: &[],
        none_of: &[],
        recipient: Some(SOCIETY),
        proposes: Relationship::InvoluntaryRightsOfOthers,
    },
    // Registrations and returns that the law asks of many: the client's own obligation.
    Rule {
        id: "regulatory_transaction",
        any_of: &[REG_VOL],
        and_any_of: &[],
        none_of: &[],
        recipient: None,
        proposes: Relationship::InvoluntaryObligation,
    },
    // What the client wants to do is forbidden without this permission. Information given along with it does not make
    // the visit a choice, so a mix stays an obligation.
    Rule {
        id: "permission",
        any_of: &[APIR],
        and_any_of: &[],
        none_of: &[],
        recipient: None,
        proposes: Relationship::InvoluntaryObligation,
    },
    // Organizations report registrations and permits of less common acts under this type.
    Rule {
        id: "rules_for_clients",
        any_of: &[LRP],
        and_any_of: &[],
        none_of: &[],
        recipient: None,
        proposes: Relationship::InvoluntaryObligation,
    },
    // Money, care, learning, resources and answers: the client asks for them.
    Rule {
        id: "asked_for",
        any_of: &[INFO, RES, GNC, CER],
        and_any_of: &[],
        none_of: &[],
        recipient: None,
        proposes: Relationship::Voluntary,
    },
];

impl Rule {
    fn fits(&self, types: &[String], recipient: &str) -> bool {
        let has = |codes: &[&str]| types.iter().any(|t| codes.contains(&t.as_str()));
        let empty_or_has = |codes: &[&str]| codes.is_empty() || has(codes);
        empty_or_has(self.any_of)
            && empty_or_has(self.and_any_of)
            && !has(self.none_of)
            && self.recipient.is_none_or(|wanted| wanted == recipient)
    }
}

/// The rule that speaks for a service of these types and this recipient.
pub fn propose(types: &[String], recipient: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.fits(types, recipient)).unwrap_or(&UNKNOWN_TYPE)
}

/// Sets what the rules propose.
pub(super) fn set_proposal(service: &mut Service) {
    let rule = propose(&service.types, &service.recipient);
    service.relationship = rule.proposes;
    rule.id.clone_into(&mut service.relationship_rule);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Relationship::{InvoluntaryObligation, InvoluntaryRightsOfOthers, Voluntary};
    use std::collections::BTreeSet;

    const TYPES: [&str; 8] = [APIR, CER, GNC, INFO, LRP, PPI, REG_VOL, RES];

    fn check(types: &str, recipient: &str, id: &str, proposes: Relationship) {
        let types: Vec<String> = types.split(',').map(str::to_owned).collect();
        let rule = propose(&types, recipient);
        assert_eq!((rule.id, rule.proposes), (id, proposes), "{types:?} {recipient}");
    }

    #[test]
    fn each_rule_speaks_for_what_it_is_meant_for() {
        check("APIR", CLIENT, "permission", InvoluntaryObligation);
        check("APIR,INFO", CLIENT, "permission", InvoluntaryObligation);
        check("APIR,REG_VOL", CLIENT, "regulatory_transaction", InvoluntaryObligation);
        check("LRP,RES", CLIENT, "rules_for_clients", InvoluntaryObligation);
        check("APIR", SOCIETY, "rules_for_society", InvoluntaryRightsOfOthers);
        check("INFO,LRP", SOCIETY, "rules_for_society", InvoluntaryRightsOfOthers);
        check("PPI", CLIENT, "penalty_or_intervention", InvoluntaryRightsOfOthers);
        check("PPI", SOCIETY, "penalty_or_intervention", InvoluntaryRightsOfOthers);
        check("LRP,PPI,RES", CLIENT, "penalty_or_intervention", InvoluntaryRightsOfOthers);
        check("INFO,PPI,RES", CLIENT, "protection_asked_for", Voluntary);
        check("INFO,PPI", SOCIETY, "penalty_or_intervention", InvoluntaryRightsOfOthers);
        check("GNC,RES", CLIENT, "asked_for", Voluntary);
        check("INFO", SOCIETY, "asked_for", Voluntary);
        check("NEW_CODE", CLIENT, "unknown_type", Voluntary);
        check("", "", "unknown_type", Voluntary);
        check("APIR", "", "permission", InvoluntaryObligation);
    }

    /// All 3 × 256 combinations, so also each that occurs, against the table said another way.
    #[test]
    fn every_combination_of_codes_has_the_relationship_that_the_table_says() {
        let mut spoke = BTreeSet::new();
        for set in 0..1_u16 << TYPES.len() {
            let types: Vec<String> = TYPES
                .iter()
                .enumerate()
                .filter(|(bit, _)| set >> bit & 1 == 1)
                .map(|(_, t)| (*t).into())
                .collect();
            for recipient in [CLIENT, SOCIETY, ""] {
                let has = |code: &str| types.iter().any(|t| t == code);
                let regulates = has(APIR) || has(REG_VOL) || has(LRP);
                let asked_for = has(INFO) || has(RES) || has(GNC) || has(CER);
                let expected = if has(PPI) {
                    let help = recipient == CLIENT && asked_for && !regulates;
                    if help { Voluntary } else { InvoluntaryRightsOfOthers }
                } else if regulates {
                    if recipient == SOCIETY { InvoluntaryRightsOfOthers } else { InvoluntaryObligation }
                } else {
                    Voluntary
                };
                let rule = propose(&types, recipient);
                assert_eq!(rule.proposes, expected, "{types:?} {recipient} by {}", rule.id);
                spoke.insert(rule.id);
            }
        }
        assert_eq!(
            spoke.len(),
            RULES.len() + 1,
            "a rule that never speaks is a mistake in the order: {spoke:?}"
        );
    }
}
