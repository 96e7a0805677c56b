//! Which application asks the token endpoint, and whether it may.

use crate::applications::{self, Application, ENDED_SECRET, Kind, SECRET};
use crate::provider::Provider;
use crate::signin::fault::Fault;
use crate::signin::place::Place;

/// The application with this client id, if these addresses are for it.
pub fn known(place: Place, client_id: Option<&str>) -> Result<&'static Application, Fault> {
    let client_id = client_id.unwrap_or_default();
    let application = applications::find(place.provider, client_id)
        .ok_or_else(|| Fault::Client(client_id.to_owned()))?;
    if application.kind == Kind::SingleTenant && place.is_many() {
        return Err(Fault::SingleTenant(application.client_id, application.name));
    }
    Ok(application)
}

/// Whether it may redeem what a person allowed: by its secret, else, by Microsoft's rule for single-page applications,
/// from the page's origin alone.
pub fn may_redeem(
    application: &Application,
    secret: Option<&str>,
    origin: Option<&str>,
    page_origin: &str,
) -> Result<(), Fault> {
    match (application.kind, origin) {
        (Kind::NotSinglePage, Some(origin)) => Err(Fault::NotSinglePage(origin.to_owned())),
        _ if application.has_secret() => keeps_secret(application, secret),
        _ if application.provider == Provider::Demo && origin != Some(page_origin) => {
            Err(Fault::Origin)
        }
        _ => Ok(()),
    }
}

/// Whether it sends its secret (RFC 6749 §2.3.1, `client_secret_post`).
pub fn keeps_secret(application: &Application, secret: Option<&str>) -> Result<(), Fault> {
    match secret {
        None => Err(Fault::NoSecret),
        Some(ENDED_SECRET) => Err(Fault::EndedSecret(application.client_id)),
        Some(SECRET) if application.has_secret() => Ok(()),
        Some(_) => Err(Fault::WrongSecret(application.client_id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "http://localhost:8080";

    fn of(kind: Kind) -> &'static Application {
        let mut all = applications::APPLICATIONS.iter();
        all.find(|one| one.provider == Provider::Demo && one.kind == kind)
            .unwrap()
    }

    #[test]
    fn a_single_page_application_redeems_from_the_page_and_a_web_application_by_its_secret() {
        let own = of(Kind::Own);
        assert_eq!(may_redeem(own, None, Some(PAGE), PAGE), Ok(()));
        for origin in [None, Some("http://localhost:9999")] {
            assert_eq!(may_redeem(own, None, origin, PAGE), Err(Fault::Origin));
        }
        let web = of(Kind::NotSinglePage);
        let refused = Err(Fault::NotSinglePage(PAGE.into()));
        assert_eq!(may_redeem(web, None, Some(PAGE), PAGE), refused);
        assert_eq!(may_redeem(web, None, None, PAGE), Err(Fault::NoSecret));
        assert_eq!(may_redeem(web, Some(SECRET), None, PAGE), Ok(()));
    }

    #[test]
    fn a_secret_is_right_or_ended_or_wrong() {
        let daemon = of(Kind::Daemon { known: true });
        let id = daemon.client_id;
        assert_eq!(keeps_secret(daemon, Some(SECRET)), Ok(()));
        let ended = keeps_secret(daemon, Some(ENDED_SECRET));
        assert_eq!(ended, Err(Fault::EndedSecret(id)));
        let wrong = keeps_secret(daemon, Some("other"));
        assert_eq!(wrong, Err(Fault::WrongSecret(id)));
        // A public client has none.
        let own = of(Kind::Own);
        let id = own.client_id;
        assert_eq!(keeps_secret(own, Some(SECRET)), Err(Fault::WrongSecret(id)));
    }

    #[test]
    fn an_application_of_one_tenant_is_known_at_its_own_addresses_alone() {
        let single = of(Kind::SingleTenant);
        let at = |tenant| {
            let provider = Provider::Demo;
            known(Place { provider, tenant }, Some(single.client_id))
        };
        assert_eq!(at(Provider::Demo.tenant()), Ok(single));
        let refused = Fault::SingleTenant(single.client_id, single.name);
        assert_eq!(at("common"), Err(refused));
        let nobody = known(Place::of(Provider::Demo), Some(applications::UNKNOWN));
        assert_eq!(nobody, Err(Fault::Client(applications::UNKNOWN.into())));
    }
}
