//! Which provider a path names, and which tenant of it.

use serde::Deserialize;

use crate::provider::Provider;

/// The segments of a path in front of the endpoint's name.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    provider: String,
    #[serde(default)]
    tenant: Option<String>,
}

/// A provider, and the tenant whose addresses were used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    /// The provider.
    pub provider: Provider,
    /// The tenant as the path has it; the provider's own where no path has one.
    pub tenant: &'static str,
}

/// The words that stand for many tenants. Applications of one tenant cannot be used there.
const MANY: [&str; 2] = ["common", "organizations"];

/// The tenant's domain names it as well as its id does.
const DOMAIN: &str = "demo.test";

/// Why a path leads nowhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Astray {
    /// There is no such provider, or its paths look otherwise.
    Nowhere,
    /// There is no such tenant.
    Tenant(Provider, String),
}

impl Place {
    /// The provider's own tenant.
    pub const fn of(provider: Provider) -> Self {
        Self {
            provider,
            tenant: provider.tenant(),
        }
    }

    /// Reads the segments.
    pub fn read(named: &Named) -> Result<Self, Astray> {
        let provider = Provider::from_id(&named.provider).ok_or(Astray::Nowhere)?;
        match named.tenant.as_deref() {
            None if !provider.has_tenants() => Ok(Self::of(provider)),
            Some(tenant) if provider.has_tenants() => {
                let mut known = MANY.into_iter().chain([provider.tenant(), DOMAIN]);
                match known.find(|known| known.eq_ignore_ascii_case(tenant)) {
                    Some(tenant) => Ok(Self { provider, tenant }),
                    None => Err(Astray::Tenant(provider, tenant.to_owned())),
                }
            }
            _ => Err(Astray::Nowhere),
        }
    }

    /// Whether it stands for many tenants.
    pub fn is_many(&self) -> bool {
        MANY.contains(&self.tenant)
    }

    /// The issuer that answers name, given where the sandbox is reached. Tokens name the tenant's own.
    pub fn issuer(&self, base: &str) -> String {
        format!("{base}/{}", self.provider.path(self.tenant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(provider: &str, tenant: Option<&str>) -> Result<&'static str, Astray> {
        let named = Named {
            provider: provider.into(),
            tenant: tenant.map(Into::into),
        };
        Place::read(&named).map(|place| place.tenant)
    }

    #[test]
    fn a_tenant_stands_where_the_provider_has_them_and_nowhere_else() {
        let tenant = Provider::Demo.tenant();
        assert_eq!(read("demo", Some(tenant)), Ok(tenant));
        assert_eq!(read("demo", Some("organizations")), Ok("organizations"));
        assert_eq!(read("demo", Some("demo.test")), Ok("demo.test"));
        assert_eq!(read("demo-own", None), Ok(Provider::DemoOwn.tenant()));
        for (provider, there) in [("demo", None), ("demo-own", Some(tenant)), ("other", None)] {
            assert_eq!(read(provider, there), Err(Astray::Nowhere));
        }
        for other in ["consumers", "contoso.example", ""] {
            let astray = Astray::Tenant(Provider::Demo, other.into());
            assert_eq!(read("demo", Some(other)), Err(astray));
        }
    }

    #[test]
    fn an_answer_names_the_tenant_that_was_asked() {
        let place = Place {
            provider: Provider::Demo,
            tenant: "organizations",
        };
        assert!(place.is_many() && !Place::of(Provider::Demo).is_many());
        assert_eq!(place.issuer("http://a"), "http://a/demo/organizations");
    }
}
