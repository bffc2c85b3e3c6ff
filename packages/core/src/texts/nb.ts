import type { Texts } from "./Texts.ts"

/** The words of Norwegian bokmål. */
export const nb: Texts = {
  reasons: {
    NO_RULE_FOR_BASIS: {
      owner: "Ingen regel åpner for å varsle denne typen kontakt.",
      person: "Ingen regel åpner for å sende varselet til denne typen kontakt."
    },
    NOT_NAMED_IN_ORDER: {
      owner: "Adressen er ikke oppgitt direkte i bestillingen og kan derfor ikke brukes.",
      person: "Avsenderen har ikke oppgitt denne adressen, så varselet sendes ikke dit."
    },
    SOURCE_UNAVAILABLE: {
      owner:
        "Minst én kilde har ikke gitt et svar som kan brukes. Dette regelsettet varsler ingen i bestillingen før svaret er på plass.",
      person:
        "Opplysninger som trengs for å sende varselet, mangler foreløpig. Ingen mottakere varsles før de er på plass."
    },
    PERSON_NOT_FOUND: {
      owner:
        "Registeret ga ingen kontaktinformasjon for personen. Enten mangler den, eller så er den ikke oppdatert eller bekreftet de siste 18 månedene.",
      person:
        "Vi fant ingen kontaktinformasjon for deg. Enten mangler den, eller så er den ikke oppdatert eller bekreftet de siste 18 månedene."
    },
    PERSON_WITHOUT_CONTACT_DATA: {
      owner: "Personen står i registeret uten e-postadresse og telefonnummer, og kan derfor ikke varsles.",
      person: "Du står i registeret uten e-postadresse og telefonnummer. Derfor kan vi ikke varsle deg."
    },
    PERSON_CONTACT_DATA_STALE: {
      owner:
        "Kontaktinformasjonen til personen er ikke registrert som oppdatert eller bekreftet de siste 18 månedene, og brukes derfor ikke.",
      person:
        "Kontaktinformasjonen din er ikke registrert som oppdatert eller bekreftet de siste 18 månedene, og brukes derfor ikke."
    },
    PERSON_RESERVED: {
      owner: "Personen er reservert mot digital kommunikasjon og varsles derfor ikke.",
      person: "Du er reservert mot digital kommunikasjon og varsles derfor ikke."
    },
    EXTERNAL_IDENTITY_NOT_FOUND: {
      owner: "Det ble ikke funnet kontaktinformasjon for denne brukeren.",
      person: "Vi fant ingen kontaktinformasjon for brukeren din."
    },
    NO_STATUTORY_CONTACT: {
      owner:
        "Det ble ikke funnet noen lovpålagt varslingsadresse for virksomheten {organisation}, verken hos virksomheten selv eller hos en hovedenhet.",
      person:
        "Vi fant ingen lovpålagt varslingsadresse for virksomheten {organisation}, verken hos virksomheten selv eller hos en hovedenhet."
    },
    STATUTORY_ENTRY_EMPTY: {
      owner:
        "Oppføringen i registeret for virksomheten {organisation} har ingen varslingsadresse som kan brukes. Heller ingen adresse fra en hovedenhet brukes.",
      person:
        "Oppføringen i registeret for virksomheten {organisation} har ingen varslingsadresse som kan brukes. Heller ingen adresse fra en hovedenhet brukes."
    },
    STATUTORY_CONTACT_NOT_USABLE: {
      owner:
        "Denne varslingsadressen for virksomheten {unit} er slettet eller ikke godtatt av registeret, og brukes ikke.",
      person:
        "Denne varslingsadressen for virksomheten {unit} er slettet eller ikke godtatt av registeret, og brukes ikke."
    },
    STATUTORY_CONTACT_DELETED: {
      owner: "Denne varslingsadressen for virksomheten {unit} er slettet i registeret og brukes ikke.",
      person: "Denne varslingsadressen for virksomheten {unit} er slettet i registeret og brukes ikke."
    },
    STATUTORY_CONTACT_NOT_ACCEPTED: {
      owner: "Registeret har ikke godtatt denne varslingsadressen for virksomheten {unit}, så den brukes ikke.",
      person: "Registeret har ikke godtatt denne varslingsadressen for virksomheten {unit}, så den brukes ikke."
    },
    NO_RESOURCE: {
      owner:
        "Bestillingen oppgir ingen ressurs. Da brukes bare de lovpålagte varslingsadressene, ikke egen kontaktinformasjon for virksomheten {organisation}.",
      person:
        "Varselet er ikke knyttet til en tjeneste. Da brukes bare varslingsadressene til virksomheten {organisation}, ikke egen kontaktinformasjon."
    },
    NOT_CONSULTED_AT_REGISTRATION: {
      owner:
        "Egen kontaktinformasjon for virksomheten slås ikke opp når bestillingen registreres, men først når varselet skal sendes.",
      person: "Egen kontaktinformasjon for virksomheten slås ikke opp før varselet skal sendes."
    },
    NO_CUSTOM_CONTACT: {
      owner: "Personen har ingen egen kontaktinformasjon som kan brukes for virksomheten {organisation}.",
      person: "Du har ingen egen kontaktinformasjon som kan brukes for virksomheten {organisation}."
    },
    CUSTOM_CONTACT_ON_OTHER_UNIT: {
      owner:
        "Personen har registrert denne kontaktinformasjonen for enheten {unit}. Den brukes ikke når varselet gjelder virksomheten {organisation}.",
      person:
        "Du har registrert denne kontaktinformasjonen for enheten {unit}. Den brukes ikke når varselet gjelder virksomheten {organisation}."
    },
    CUSTOM_CONTACT_REPEATED: {
      owner:
        "Personen er registrert mer enn én gang for virksomheten {organisation}. Bare den første registreringen teller, og dette er ikke den.",
      person:
        "Du er registrert mer enn én gang for virksomheten {organisation}. Bare den første registreringen teller, og dette er ikke den."
    },
    OPTED_OUT: {
      owner:
        "Personen har valgt hvilke tjenester det skal varsles om for virksomheten {unit}, og {resource} er ikke blant dem.",
      person:
        "Du har valgt hvilke tjenester du vil bli varslet om for virksomheten {unit}, og {resource} er ikke blant dem."
    },
    OPTED_OUT_LEGACY_SERVICES_ONLY: {
      owner:
        "Personen har bare valgt tjenester fra Altinn 2 for virksomheten {unit}. Det gamle valget stenger for alle andre, også {resource} og etterfølgere i Altinn 3, ofte uten at personen vet det.",
      person:
        "For virksomheten {unit} er det bare valgt tjenester fra Altinn 2. Det gamle valget stenger for varsler om alle andre, også {resource} og tjenester som har erstattet de gamle."
    },
    OPTED_OUT_PREDECESSOR_SERVICE: {
      owner:
        "Personen har valgt varsler om Altinn 2-tjenesten som {resource} erstatter, men valget for virksomheten {unit} omfatter ikke den nye tjenesten.",
      person:
        "Du har valgt varsler om Altinn 2-tjenesten som {resource} erstatter, men valget for virksomheten {unit} omfatter ikke den nye tjenesten."
    },
    OPTED_OUT_DIFFERENT_CASE: {
      owner:
        "I personens tjenestevalg for virksomheten {unit} er {resource} skrevet med andre store og små bokstaver. Valget gjelder bare når skrivemåten er helt lik.",
      person:
        "I tjenestevalget ditt for virksomheten {unit} er {resource} skrevet med andre store og små bokstaver. Valget gjelder bare når skrivemåten er helt lik."
    },
    READ_ACCESS_NOT_PERMITTED: {
      owner:
        "Personen har ikke tilgangen som kreves ({action}) til {resource} på vegne av virksomheten {organisation}.",
      person: "Du har ikke tilgangen som kreves ({action}) til {resource} på vegne av virksomheten {organisation}."
    },
    READ_ACCESS_INDETERMINATE: {
      owner:
        "Det lot seg ikke avgjøre om personen har tilgangen som kreves ({action}) til {resource} for virksomheten {organisation}. Det regnes her som nei.",
      person:
        "Det lot seg ikke avgjøre om du har tilgangen som kreves ({action}) til {resource} for virksomheten {organisation}. Derfor varsles du ikke."
    },
    READ_ACCESS_NOT_ON_ALL_TASKS: {
      owner:
        "Personen har ikke tilgangen som kreves ({action}) på alle relevante oppgaver og hendelser i appen {resource} for virksomheten {organisation}.",
      person:
        "Du har ikke tilgangen som kreves ({action}) på alle relevante oppgaver og hendelser i appen {resource} for virksomheten {organisation}."
    },

    EMAIL_MISSING: {
      owner: "Det er ikke oppgitt noen e-postadresse for kontakten.",
      person: "Her har vi ingen e-postadresse å sende varselet til."
    },
    EMAIL_INVALID: {
      owner: "E-postadressen er ikke gyldig og kan derfor ikke brukes.",
      person: "Den registrerte e-postadressen er ikke gyldig og kan derfor ikke brukes."
    },
    EMAIL_STALE: {
      owner:
        "E-postadressen er ikke registrert som oppdatert eller bekreftet de siste 18 månedene og brukes derfor ikke (siste dato: {since}).",
      person:
        "E-postadressen din er ikke registrert som oppdatert eller bekreftet de siste 18 månedene og brukes derfor ikke (siste dato: {since})."
    },
    PHONE_MISSING: {
      owner: "Det er ikke oppgitt noe telefonnummer for kontakten.",
      person: "Her har vi ikke noe telefonnummer å sende varselet til."
    },
    PHONE_INVALID: {
      owner: "Telefonnummeret er ikke et gyldig nummer med landkode og kan derfor ikke brukes.",
      person: "Det registrerte telefonnummeret er ikke et gyldig nummer med landkode og kan derfor ikke brukes."
    },
    PHONE_STALE: {
      owner:
        "Telefonnummeret er ikke registrert som oppdatert eller bekreftet de siste 18 månedene og brukes derfor ikke (siste dato: {since}).",
      person:
        "Telefonnummeret ditt er ikke registrert som oppdatert eller bekreftet de siste 18 månedene og brukes derfor ikke (siste dato: {since})."
    },
    ADDRESS_NOT_ON_CHANNEL: {
      owner: "Kontakten har ingen adresse på kanalen som bestillingen bruker, bare på en annen.",
      person: "Varselet sendes på en kanal vi ikke har noen adresse for her."
    },
    GROUP_REACHED_ON_PREFERRED_CHANNEL: {
      owner:
        "Denne varslingsadressen brukes ikke, fordi en annen lovpålagt varslingsadresse brukes på den foretrukne kanalen.",
      person:
        "Denne varslingsadressen brukes ikke, fordi en annen av varslingsadressene til virksomheten brukes på kanalen avsenderen foretrekker."
    },
    EMAIL_CLEARED_AS_DUPLICATE: {
      owner:
        "Samme e-postadresse står allerede på en annen kontakt for virksomheten og er fjernet her. Kontakten har ingen annen adresse som kan brukes.",
      person:
        "Samme e-postadresse står allerede på en annen kontakt for virksomheten og er fjernet her. Det er ingen annen adresse å bruke."
    },
    PHONE_CLEARED_AS_DUPLICATE: {
      owner:
        "Samme telefonnummer står allerede på en annen kontakt for virksomheten og er fjernet her. Kontakten har ingen annen adresse som kan brukes.",
      person:
        "Samme telefonnummer står allerede på en annen kontakt for virksomheten og er fjernet her. Det er ingen annen adresse å bruke."
    },

    FALLBACK_CHANNEL: {
      owner: "Kontakten har ingen adresse som kan brukes på den foretrukne kanalen, så varselet sendes på den andre.",
      person: "Det er ingen adresse å bruke på kanalen avsenderen foretrekker, så varselet sendes på den andre."
    },
    FALLBACK_AFTER_DUPLICATE: {
      owner:
        "Varselet sendes på den andre kanalen, fordi adressen på den foretrukne er lik en som allerede står på en annen kontakt.",
      person:
        "Varselet sendes på den andre kanalen, fordi adressen på den avsenderen foretrekker, allerede står på en annen kontakt."
    },
    ADDRESS_FROM_MAIN_UNIT: {
      owner:
        "Adressen til hovedenheten {unit} brukes, fordi virksomheten {organisation} ikke har egen varslingsadresse som kan brukes.",
      person:
        "Adressen til hovedenheten {unit} brukes, fordi virksomheten {organisation} ikke har egen varslingsadresse som kan brukes."
    },
    RESERVATION_OVERRIDDEN: {
      owner: "Personen er reservert mot digital kommunikasjon, men bestillingen overstyrer reservasjonen.",
      person: "Du er reservert mot digital kommunikasjon, men avsenderen har bestemt at dette varselet sendes likevel."
    },
    STALE_CONTACT_DATA_USED: {
      owner: "Adressen brukes selv om den ikke er registrert som oppdatert eller bekreftet de siste 18 månedene.",
      person: "Adressen din brukes selv om den ikke er registrert som oppdatert eller bekreftet de siste 18 månedene."
    },
    INVALID_PHONE_USED: {
      owner:
        "SMS sendes til et telefonnummer som ikke er gyldig, fordi personen også har en e-postadresse. SMS-en kommer trolig ikke fram.",
      person:
        "SMS sendes til nummeret ditt, selv om det ikke er gyldig, fordi du også har en e-postadresse. SMS-en kommer trolig ikke fram."
    }
  },
  repairs: {
    "resource:resource": {
      owner: "Oppgi i bestillingen hvilken ressurs varselet gjelder",
      person: "Oppgi i bestillingen hvilken tjeneste varselet gjelder"
    },
    "customContactLookup:consulted": {
      owner: "Avgjør bestillingen på nytt når varselet skal sendes",
      person: "Avgjør på nytt hvem som skal varsles, når varselet skal sendes"
    },
    "lookups:complete": {
      owner: "Sørg for at alle kildene svarer, og avgjør bestillingen på nytt",
      person: "Hent opplysningene som mangler, og avgjør på nytt hvem som skal varsles"
    },
    "registerEntry:present": {
      owner: "Registrer, oppdater eller bekreft kontaktinformasjonen som skal brukes til varsling",
      person: "Registrer, oppdater eller bekreft kontaktinformasjonen som skal brukes til varsling"
    },
    "contactState:usable": {
      owner: "Registrer en varslingsadresse som registeret godtar, for virksomheten {unit}",
      person: "Registrer en varslingsadresse som registeret godtar, for virksomheten {unit}"
    },
    "reservation:not-reserved": {
      owner: "Opphev reservasjonen mot digital kommunikasjon, om ønskelig",
      person: "Opphev reservasjonen mot digital kommunikasjon, hvis du ønsker det"
    },
    "reservation:overridden": {
      owner: "Overstyr reservasjonen i bestillingen, hvis regelverket tillater det",
      person: "Send varselet på tross av reservasjonen, hvis regelverket tillater det"
    },
    "customContact:this-unit": {
      owner: "Registrer egen kontaktinformasjon for virksomheten {organisation}",
      person: "Registrer egen kontaktinformasjon for virksomheten {organisation}"
    },
    "serviceSelection:includes-resource": {
      owner: "Legg til {resource} blant tjenestene det skal varsles om for virksomheten {organisation}",
      person: "Legg til {resource} blant tjenestene du vil bli varslet om for virksomheten {organisation}"
    },
    "readAccess:permit": {
      owner: "Gi personen tilgangen som kreves ({action}) til {resource} på vegne av virksomheten {organisation}",
      person: "Gi tilgangen som kreves ({action}) til {resource} på vegne av virksomheten {organisation}"
    },
    "taskReadAccess:all": {
      owner: "Gi tilgangen som kreves ({action}) på alle relevante oppgaver og hendelser i appen {resource}",
      person: "Gi tilgangen som kreves ({action}) på alle relevante oppgaver og hendelser i appen {resource}"
    },
    "email:usable": {
      owner: "Legg inn en e-postadresse som kan brukes",
      person: "Legg inn en e-postadresse som kan brukes"
    },
    "phone:usable": {
      owner: "Legg inn et telefonnummer som kan brukes",
      person: "Legg inn et telefonnummer som kan brukes"
    }
  },
  ownRepair: {
    owner: "Endre «{fact}» til «{value}»",
    person: "Endre opplysningen «{fact}» til «{value}»"
  },
  actors: {
    person: { owner: "Personen selv", person: "Du" },
    organisation: { owner: "Virksomhetens administrator", person: "Virksomhetens administrator" },
    "service-owner": { owner: "Tjenesteeier", person: "Avsenderen" },
    operations: { owner: "Drift av systemet", person: "Drift av systemet" },
    nobody: { owner: "Ingen", person: "Ingen" }
  },
  unavailable: {
    Unavailable: {
      owner: "Kilden svarte ikke.",
      person: "Opplysningene som trengs, var ikke tilgjengelige."
    },
    Rejected: {
      owner: "Kilden avviste forespørselen.",
      person: "Vi fikk ikke hente opplysningene som trengs."
    },
    Malformed: {
      owner: "Svaret fra kilden kunne ikke leses.",
      person: "Opplysningene som trengs, kunne ikke leses."
    },
    NotConfigured: {
      owner: "Kilden er ikke satt opp.",
      person: "Systemet er ikke satt opp til å hente opplysningene som trengs."
    },
    NotAsked: {
      owner: "Det finnes ikke noe svar, fordi kilden ikke er spurt.",
      person: "Opplysningene som trengs, er ikke hentet."
    }
  },
  unknownFacts: {
    registerEntry: {
      owner: "Det er ikke kjent hva registeret har om mottakeren.",
      person: "Det er ikke kjent hva registeret har om deg."
    },
    reservation: {
      owner: "Det er ikke kjent om personen er reservert mot digital kommunikasjon.",
      person: "Det er ikke kjent om du er reservert mot digital kommunikasjon."
    },
    contactState: {
      owner: "Det er ikke kjent hvilke varslingsadresser virksomheten {organisation} har.",
      person: "Det er ikke kjent hvilke varslingsadresser virksomheten {organisation} har."
    },
    customContact: {
      owner: "Det er ikke kjent hvem som har egen kontaktinformasjon for virksomheten {organisation}.",
      person: "Det er ikke kjent om du har egen kontaktinformasjon for virksomheten {organisation}."
    },
    serviceSelection: {
      owner: "Det er ikke kjent hvilke tjenester som er valgt for virksomheten {organisation}.",
      person: "Det er ikke kjent hvilke tjenester du har valgt for virksomheten {organisation}."
    },
    readAccess: {
      owner:
        "Det er ikke kjent om nødvendig tilgang ({action}) til {resource} er gitt for virksomheten {organisation}.",
      person: "Det er ikke kjent om du har nødvendig tilgang ({action}) til {resource} for virksomheten {organisation}."
    },
    taskReadAccess: {
      owner:
        "Det er ikke kjent om nødvendig tilgang ({action}) er gitt for alle aktuelle oppgaver og hendelser i {resource}.",
      person:
        "Det er ikke kjent om du har nødvendig tilgang ({action}) til alle aktuelle oppgaver og hendelser i {resource}."
    }
  },
  unknownOwnFact: {
    owner: "Verdien av {fact} er ikke kjent.",
    person: "Verdien av {fact} er ikke kjent."
  },
  bases: {
    Explicit: { owner: "adresse oppgitt i bestillingen", person: "adresse avsenderen har oppgitt" },
    Person: { owner: "privatperson", person: "du som privatperson" },
    ExternalIdentity: { owner: "selvidentifisert bruker", person: "du som selvidentifisert bruker" },
    StatutoryContact: {
      owner: "lovpålagt varslingsadresse for virksomheten {unit}",
      person: "lovpålagt varslingsadresse for virksomheten {unit}"
    },
    CustomContact: {
      owner: "person med egen kontaktinformasjon for virksomheten {unit}",
      person: "din egen kontaktinformasjon for virksomheten {unit}"
    }
  },
  everyone: {
    owner: "alle personer med egen kontaktinformasjon for virksomheten {organisation}",
    person: "alle personer med egen kontaktinformasjon for virksomheten {organisation}"
  },
  states: {
    delivered: { owner: "Varselet sendes hit.", person: "Varselet sendes hit." },
    merged: {
      owner: "Samme adresse forekommer mer enn én gang, og varselet sendes dit bare én gang.",
      person: "Samme adresse forekommer mer enn én gang, og varselet sendes dit bare én gang."
    },
    withheld: { owner: "Varselet sendes ikke hit.", person: "Varselet sendes ikke hit." },
    undetermined: {
      owner: "Det er ikke avgjort om varselet skal sendes hit.",
      person: "Det er ikke avgjort om varselet skal sendes hit."
    },
    "no-address": {
      owner: "Reglene åpner for å sende varselet hit, men ingen adresse blir brukt.",
      person: "Varselet kan sendes hit, men ingen adresse blir brukt."
    }
  },
  summary:
    "Varsler som sendes: {deliveries}. Mottakere som nås: {reached} av {recipients}. Kontakter som ikke varsles: {withheld}. Kontakter som ikke er avgjort: {undetermined}.",
  retryable: "Avgjørelsen kan bli en annen når alle kildene har svart. Prøv igjen senere.",
  grounds: {
    closest: {
      owner: "I policyen {policy} er det regelen {rule} som kommer nærmest. Den krever også {missing}.",
      person: "Regelen som kommer nærmest for deg, krever også {missing}."
    },
    partOnly: {
      owner:
        "I policyen {policy} er det regelen {rule} som kommer nærmest. Den gir denne tilgangen bare for {missing}, ikke for appen som helhet.",
      person: "Du har denne tilgangen bare for {missing}, ikke for appen som helhet."
    },
    decided: {
      owner: "I policyen {policy} er det regelen {rule} som avgjør.",
      person: "Det er regelen {rule} som avgjør."
    },
    noRule: {
      owner: "Policyen {policy} har ingen regel om {action} for denne ressursen.",
      person: "Tjenesten har ingen regel om {action}."
    }
  },
  attributes: {
    "urn:altinn:rolecode": "rollen",
    "urn:altinn:external-role:ccr": "rollen i Enhetsregisteret",
    "urn:altinn:accesspackage": "tilgangspakken",
    "urn:altinn:org": "tjenesteeieren",
    "urn:altinn:task": "oppgaven",
    "urn:altinn:end-event": "slutthendelsen",
    "urn:altinn:appresource": "appressursen",
    "urn:altinn:app": "appen",
    "urn:altinn:resource": "ressursen",
    "urn:altinn:partytype": "aktørtypen",
    "urn:altinn:access-list": "tilgangslisten",
    "urn:oasis:names:tc:xacml:1.0:action:action-id": "handlingen"
  },
  joints: { and: "og", or: "eller", line: "linje" },
  audit: "Regel: {gate}. Kilde: {source}. Fakta: {facts}.",
  unknownDate: "ikke oppgitt",
  noResource: "(ingen ressurs)"
}
