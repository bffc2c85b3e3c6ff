import type { Texts } from "./Texts.ts"

/** The words of Norwegian nynorsk. */
export const nn: Texts = {
  reasons: {
    NO_RULE_FOR_BASIS: {
      owner: "Ingen regel opnar for å varsle denne typen kontakt.",
      person: "Ingen regel opnar for å sende varselet til denne typen kontakt."
    },
    NOT_NAMED_IN_ORDER: {
      owner: "Adressa er ikkje oppgitt direkte i bestillinga og kan derfor ikkje brukast.",
      person: "Avsendaren har ikkje oppgitt denne adressa, så varselet går ikkje dit."
    },
    SOURCE_UNAVAILABLE: {
      owner:
        "Minst éi kjelde har ikkje gitt eit svar som kan brukast. Dette regelsettet varslar ingen i bestillinga før svaret er på plass.",
      person:
        "Opplysningar som trengst for å sende varselet, manglar førebels. Ingen mottakarar får varsel før dei er på plass."
    },
    PERSON_NOT_FOUND: {
      owner:
        "Registeret gav ingen kontaktopplysningar for personen. Anten manglar dei, eller så er dei ikkje oppdaterte eller stadfesta dei siste 18 månadene.",
      person:
        "Vi fann ingen kontaktopplysningar for deg. Anten manglar dei, eller så er dei ikkje oppdaterte eller stadfesta dei siste 18 månadene."
    },
    PERSON_WITHOUT_CONTACT_DATA: {
      owner: "Personen står i registeret utan e-postadresse og telefonnummer, og kan derfor ikkje varslast.",
      person: "Du står i registeret utan e-postadresse og telefonnummer. Derfor kan vi ikkje varsle deg."
    },
    PERSON_CONTACT_DATA_STALE: {
      owner:
        "Kontaktinformasjonen til personen er ikkje registrert som oppdatert eller stadfesta dei siste 18 månadene, og blir derfor ikkje brukt.",
      person:
        "Kontaktinformasjonen din er ikkje registrert som oppdatert eller stadfesta dei siste 18 månadene, og blir derfor ikkje brukt."
    },
    PERSON_RESERVED: {
      owner: "Personen er reservert mot digital kommunikasjon og får derfor ikkje varsel.",
      person: "Du er reservert mot digital kommunikasjon og får derfor ikkje varsel."
    },
    EXTERNAL_IDENTITY_NOT_FOUND: {
      owner: "Det vart ikkje funne kontaktinformasjon for denne brukaren.",
      person: "Vi fann ingen kontaktinformasjon for brukaren din."
    },
    NO_STATUTORY_CONTACT: {
      owner:
        "Det vart ikkje funne noka lovpålagd varslingsadresse for verksemda {organisation}, verken hos verksemda sjølv eller hos ei hovudeining.",
      person:
        "Vi fann inga lovpålagd varslingsadresse for verksemda {organisation}, verken hos verksemda sjølv eller hos ei hovudeining."
    },
    STATUTORY_ENTRY_EMPTY: {
      owner:
        "Oppføringa i registeret for verksemda {organisation} har inga varslingsadresse som kan brukast. Heller inga adresse frå ei hovudeining blir brukt.",
      person:
        "Oppføringa i registeret for verksemda {organisation} har inga varslingsadresse som kan brukast. Heller inga adresse frå ei hovudeining blir brukt."
    },
    STATUTORY_CONTACT_NOT_USABLE: {
      owner:
        "Denne varslingsadressa for verksemda {unit} er sletta eller ikkje godteken av registeret, og blir ikkje brukt.",
      person:
        "Denne varslingsadressa for verksemda {unit} er sletta eller ikkje godteken av registeret, og blir ikkje brukt."
    },
    STATUTORY_CONTACT_DELETED: {
      owner: "Denne varslingsadressa for verksemda {unit} er sletta i registeret og blir ikkje brukt.",
      person: "Denne varslingsadressa for verksemda {unit} er sletta i registeret og blir ikkje brukt."
    },
    STATUTORY_CONTACT_NOT_ACCEPTED: {
      owner:
        "Registeret har ikkje godteke denne varslingsadressa for verksemda {unit}, og derfor blir adressa ikkje brukt.",
      person:
        "Registeret har ikkje godteke denne varslingsadressa for verksemda {unit}, og derfor blir adressa ikkje brukt."
    },
    NO_RESOURCE: {
      owner:
        "Bestillinga oppgir ingen ressurs. Då gjeld berre dei lovpålagde varslingsadressene, ikkje eigen kontaktinformasjon for verksemda {organisation}.",
      person:
        "Varselet er ikkje knytt til ei teneste. Då gjeld berre varslingsadressene til verksemda {organisation}, ikkje eigen kontaktinformasjon."
    },
    NOT_CONSULTED_AT_REGISTRATION: {
      owner:
        "Eigen kontaktinformasjon for verksemda blir ikkje slått opp når bestillinga blir registrert, men først når varselet skal sendast.",
      person: "Eigen kontaktinformasjon for verksemda blir ikkje slått opp før varselet skal sendast."
    },
    NO_CUSTOM_CONTACT: {
      owner: "Personen har ingen eigen kontaktinformasjon som kan brukast for verksemda {organisation}.",
      person: "Du har ingen eigen kontaktinformasjon som kan brukast for verksemda {organisation}."
    },
    CUSTOM_CONTACT_ON_OTHER_UNIT: {
      owner:
        "Personen har registrert denne kontaktinformasjonen for eininga {unit}. Registreringa gjeld ikkje for varsel til verksemda {organisation}.",
      person:
        "Du har registrert denne kontaktinformasjonen for eininga {unit}. Registreringa gjeld ikkje for varsel til verksemda {organisation}."
    },
    CUSTOM_CONTACT_REPEATED: {
      owner:
        "Personen er registrert meir enn éin gong for verksemda {organisation}. Berre den første registreringa tel, og dette er ikkje den.",
      person:
        "Du er registrert meir enn éin gong for verksemda {organisation}. Berre den første registreringa tel, og dette er ikkje den."
    },
    OPTED_OUT: {
      owner:
        "Personen har valt kva tenester det skal varslast om for verksemda {unit}, og {resource} er ikkje mellom dei.",
      person: "Du har valt kva tenester du vil bli varsla om for verksemda {unit}, og {resource} er ikkje mellom dei."
    },
    OPTED_OUT_LEGACY_SERVICES_ONLY: {
      owner:
        "Personen har berre valt tenester frå Altinn 2 for verksemda {unit}. Det gamle valet stengjer for alle andre, også {resource} og etterfølgjarar i Altinn 3, ofte utan at personen veit det.",
      person:
        "For verksemda {unit} er det berre valt tenester frå Altinn 2. Det gamle valet stengjer for varsel om alle andre, også {resource} og tenester som har erstatta dei gamle."
    },
    OPTED_OUT_PREDECESSOR_SERVICE: {
      owner:
        "Personen har valt varsel om Altinn 2-tenesta som {resource} erstattar, men valet for verksemda {unit} omfattar ikkje den nye tenesta.",
      person:
        "Du har valt varsel om Altinn 2-tenesta som {resource} erstattar, men valet for verksemda {unit} omfattar ikkje den nye tenesta."
    },
    OPTED_OUT_DIFFERENT_CASE: {
      owner:
        "I tenestevalet til personen for verksemda {unit} er {resource} skrive med andre store og små bokstavar. Valet gjeld berre når skrivemåten er heilt lik.",
      person:
        "I tenestevalet ditt for verksemda {unit} er {resource} skrive med andre store og små bokstavar. Valet gjeld berre når skrivemåten er heilt lik."
    },
    READ_ACCESS_NOT_PERMITTED: {
      owner: "Personen har ikkje tilgangen som krevst ({action}) til {resource} på vegner av verksemda {organisation}.",
      person: "Du har ikkje tilgangen som krevst ({action}) til {resource} på vegner av verksemda {organisation}."
    },
    READ_ACCESS_INDETERMINATE: {
      owner:
        "Det lét seg ikkje avgjere om personen har tilgangen som krevst ({action}) til {resource} for verksemda {organisation}. Det blir her rekna som nei.",
      person:
        "Det lét seg ikkje avgjere om du har tilgangen som krevst ({action}) til {resource} for verksemda {organisation}. Derfor får du ikkje varsel."
    },
    READ_ACCESS_NOT_ON_ALL_TASKS: {
      owner:
        "Personen har ikkje tilgangen som krevst ({action}) på alle relevante oppgåver og hendingar i appen {resource} for verksemda {organisation}.",
      person:
        "Du har ikkje tilgangen som krevst ({action}) på alle relevante oppgåver og hendingar i appen {resource} for verksemda {organisation}."
    },

    EMAIL_MISSING: {
      owner: "Det er ikkje oppgitt noka e-postadresse for kontakten.",
      person: "Her har vi inga e-postadresse å sende varselet til."
    },
    EMAIL_INVALID: {
      owner: "E-postadressa er ikkje gyldig og kan derfor ikkje brukast.",
      person: "Den registrerte e-postadressa er ikkje gyldig og kan derfor ikkje brukast."
    },
    EMAIL_STALE: {
      owner:
        "E-postadressa er ikkje registrert som oppdatert eller stadfesta dei siste 18 månadene og blir derfor ikkje brukt (siste dato: {since}).",
      person:
        "E-postadressa di er ikkje registrert som oppdatert eller stadfesta dei siste 18 månadene og blir derfor ikkje brukt (siste dato: {since})."
    },
    PHONE_MISSING: {
      owner: "Det er ikkje oppgitt noko telefonnummer for kontakten.",
      person: "Her har vi ikkje noko telefonnummer å sende varselet til."
    },
    PHONE_INVALID: {
      owner: "Telefonnummeret er ikkje eit gyldig nummer med landkode og kan derfor ikkje brukast.",
      person: "Det registrerte telefonnummeret er ikkje eit gyldig nummer med landkode og kan derfor ikkje brukast."
    },
    PHONE_STALE: {
      owner:
        "Telefonnummeret er ikkje registrert som oppdatert eller stadfesta dei siste 18 månadene og blir derfor ikkje brukt (siste dato: {since}).",
      person:
        "Telefonnummeret ditt er ikkje registrert som oppdatert eller stadfesta dei siste 18 månadene og blir derfor ikkje brukt (siste dato: {since})."
    },
    ADDRESS_NOT_ON_CHANNEL: {
      owner: "Kontakten har inga adresse på kanalen som bestillinga bruker, berre på ein annan.",
      person: "Varselet går på ein kanal vi ikkje har noka adresse for her."
    },
    GROUP_REACHED_ON_PREFERRED_CHANNEL: {
      owner:
        "Denne varslingsadressa blir ikkje brukt, fordi ei anna lovpålagd varslingsadresse blir brukt på den føretrekte kanalen.",
      person:
        "Denne varslingsadressa blir ikkje brukt, fordi ei anna av varslingsadressene til verksemda blir brukt på kanalen avsendaren føretrekkjer."
    },
    EMAIL_CLEARED_AS_DUPLICATE: {
      owner:
        "Same e-postadresse står allereie på ein annan kontakt for verksemda og er fjerna her. Kontakten har inga anna adresse som kan brukast.",
      person:
        "Same e-postadresse står allereie på ein annan kontakt for verksemda og er fjerna her. Det er inga anna adresse å bruke."
    },
    PHONE_CLEARED_AS_DUPLICATE: {
      owner:
        "Same telefonnummer står allereie på ein annan kontakt for verksemda og er fjerna her. Kontakten har inga anna adresse som kan brukast.",
      person:
        "Same telefonnummer står allereie på ein annan kontakt for verksemda og er fjerna her. Det er inga anna adresse å bruke."
    },

    FALLBACK_CHANNEL: {
      owner: "Kontakten har inga adresse som kan brukast på den føretrekte kanalen, så varselet går på den andre.",
      person: "Det er inga adresse å bruke på kanalen avsendaren føretrekkjer, så varselet går på den andre."
    },
    FALLBACK_AFTER_DUPLICATE: {
      owner:
        "Varselet går på den andre kanalen, fordi adressa på den føretrekte er lik ei som allereie står på ein annan kontakt.",
      person:
        "Varselet går på den andre kanalen, fordi adressa på den avsendaren føretrekkjer, allereie står på ein annan kontakt."
    },
    ADDRESS_FROM_MAIN_UNIT: {
      owner:
        "Adressa til hovudeininga {unit} blir brukt, fordi verksemda {organisation} ikkje har eiga varslingsadresse som kan brukast.",
      person:
        "Adressa til hovudeininga {unit} blir brukt, fordi verksemda {organisation} ikkje har eiga varslingsadresse som kan brukast."
    },
    RESERVATION_OVERRIDDEN: {
      owner: "Personen er reservert mot digital kommunikasjon, men bestillinga overstyrer reservasjonen.",
      person:
        "Du er reservert mot digital kommunikasjon, men avsendaren har bestemt at dette varselet skal sendast likevel."
    },
    STALE_CONTACT_DATA_USED: {
      owner: "Adressa blir brukt utan å vere registrert som oppdatert eller stadfesta dei siste 18 månadene.",
      person: "Adressa di blir brukt utan å vere registrert som oppdatert eller stadfesta dei siste 18 månadene."
    },
    INVALID_PHONE_USED: {
      owner:
        "SMS går til eit telefonnummer som ikkje er gyldig, fordi personen også har ei e-postadresse. SMS-en kjem truleg ikkje fram.",
      person:
        "SMS går til nummeret ditt, sjølv om det ikkje er gyldig, fordi du også har ei e-postadresse. SMS-en kjem truleg ikkje fram."
    }
  },
  repairs: {
    "resource:resource": {
      owner: "Oppgi i bestillinga kva ressurs varselet gjeld",
      person: "Oppgi i bestillinga kva teneste varselet gjeld"
    },
    "customContactLookup:consulted": {
      owner: "Avgjer bestillinga på nytt når varselet skal sendast",
      person: "Avgjer på nytt kven som skal varslast, når varselet skal sendast"
    },
    "lookups:complete": {
      owner: "Sørg for at alle kjeldene svarer, og avgjer bestillinga på nytt",
      person: "Hent opplysningane som manglar, og avgjer på nytt kven som skal varslast"
    },
    "registerEntry:present": {
      owner: "Registrer, oppdater eller stadfest kontaktinformasjonen som skal brukast til varsling",
      person: "Registrer, oppdater eller stadfest kontaktinformasjonen som skal brukast til varsling"
    },
    "contactState:usable": {
      owner: "Registrer ei varslingsadresse som registeret godtek, for verksemda {unit}",
      person: "Registrer ei varslingsadresse som registeret godtek, for verksemda {unit}"
    },
    "reservation:not-reserved": {
      owner: "Opphev reservasjonen mot digital kommunikasjon, om ønskeleg",
      person: "Opphev reservasjonen mot digital kommunikasjon, dersom du ønskjer det"
    },
    "reservation:overridden": {
      owner: "Overstyr reservasjonen i bestillinga, dersom regelverket tillèt det",
      person: "Send varselet trass i reservasjonen, dersom regelverket tillèt det"
    },
    "customContact:this-unit": {
      owner: "Registrer eigen kontaktinformasjon for verksemda {organisation}",
      person: "Registrer eigen kontaktinformasjon for verksemda {organisation}"
    },
    "serviceSelection:includes-resource": {
      owner: "Legg til {resource} mellom tenestene det skal varslast om for verksemda {organisation}",
      person: "Legg til {resource} mellom tenestene du vil bli varsla om for verksemda {organisation}"
    },
    "readAccess:permit": {
      owner: "Gi personen tilgangen som krevst ({action}) til {resource} på vegner av verksemda {organisation}",
      person: "Gi tilgangen som krevst ({action}) til {resource} på vegner av verksemda {organisation}"
    },
    "taskReadAccess:all": {
      owner: "Gi tilgangen som krevst ({action}) på alle relevante oppgåver og hendingar i appen {resource}",
      person: "Gi tilgangen som krevst ({action}) på alle relevante oppgåver og hendingar i appen {resource}"
    },
    "email:usable": {
      owner: "Legg inn ei e-postadresse som kan brukast",
      person: "Legg inn ei e-postadresse som kan brukast"
    },
    "phone:usable": {
      owner: "Legg inn eit telefonnummer som kan brukast",
      person: "Legg inn eit telefonnummer som kan brukast"
    }
  },
  ownRepair: {
    owner: "Endre «{fact}» til «{value}»",
    person: "Endre opplysninga «{fact}» til «{value}»"
  },
  actors: {
    person: { owner: "Personen sjølv", person: "Du" },
    organisation: { owner: "Administratoren i verksemda", person: "Administratoren i verksemda" },
    "service-owner": { owner: "Tenesteeigar", person: "Avsendaren" },
    operations: { owner: "Drift av systemet", person: "Drift av systemet" },
    nobody: { owner: "Ingen", person: "Ingen" }
  },
  unavailable: {
    Unavailable: {
      owner: "Kjelda svarte ikkje.",
      person: "Opplysningane som trengst, var ikkje tilgjengelege."
    },
    Rejected: {
      owner: "Kjelda avviste førespurnaden.",
      person: "Vi fekk ikkje hente opplysningane som trengst."
    },
    Malformed: {
      owner: "Svaret frå kjelda kunne ikkje lesast.",
      person: "Opplysningane som trengst, kunne ikkje lesast."
    },
    NotConfigured: {
      owner: "Kjelda er ikkje sett opp.",
      person: "Systemet er ikkje sett opp til å hente opplysningane som trengst."
    },
    NotAsked: {
      owner: "Det finst ikkje noko svar, fordi kjelda ikkje er spurd.",
      person: "Opplysningane som trengst, er ikkje henta."
    }
  },
  unknownFacts: {
    registerEntry: {
      owner: "Det er ikkje kjent kva registeret har om mottakaren.",
      person: "Det er ikkje kjent kva registeret har om deg."
    },
    reservation: {
      owner: "Det er ikkje kjent om personen er reservert mot digital kommunikasjon.",
      person: "Det er ikkje kjent om du er reservert mot digital kommunikasjon."
    },
    contactState: {
      owner: "Det er ikkje kjent kva varslingsadresser verksemda {organisation} har.",
      person: "Det er ikkje kjent kva varslingsadresser verksemda {organisation} har."
    },
    customContact: {
      owner: "Det er ikkje kjent kven som har eigen kontaktinformasjon for verksemda {organisation}.",
      person: "Det er ikkje kjent om du har eigen kontaktinformasjon for verksemda {organisation}."
    },
    serviceSelection: {
      owner: "Det er ikkje kjent kva tenester som er valde for verksemda {organisation}.",
      person: "Det er ikkje kjent kva tenester du har valt for verksemda {organisation}."
    },
    readAccess: {
      owner: "Det er ikkje kjent om nødvendig tilgang ({action}) til {resource} er gitt for verksemda {organisation}.",
      person: "Det er ikkje kjent om du har nødvendig tilgang ({action}) til {resource} for verksemda {organisation}."
    },
    taskReadAccess: {
      owner:
        "Det er ikkje kjent om nødvendig tilgang ({action}) er gitt for alle aktuelle oppgåver og hendingar i {resource}.",
      person:
        "Det er ikkje kjent om du har nødvendig tilgang ({action}) til alle aktuelle oppgåver og hendingar i {resource}."
    }
  },
  unknownOwnFact: {
    owner: "Verdien av {fact} er ikkje kjend.",
    person: "Verdien av {fact} er ikkje kjend."
  },
  bases: {
    Explicit: { owner: "adresse oppgitt i bestillinga", person: "adresse avsendaren har oppgitt" },
    Person: { owner: "privatperson", person: "du som privatperson" },
    ExternalIdentity: { owner: "sjølvidentifisert brukar", person: "du som sjølvidentifisert brukar" },
    StatutoryContact: {
      owner: "lovpålagd varslingsadresse for verksemda {unit}",
      person: "lovpålagd varslingsadresse for verksemda {unit}"
    },
    CustomContact: {
      owner: "person med eigen kontaktinformasjon for verksemda {unit}",
      person: "din eigen kontaktinformasjon for verksemda {unit}"
    }
  },
  everyone: {
    owner: "alle personar med eigen kontaktinformasjon for verksemda {organisation}",
    person: "alle personar med eigen kontaktinformasjon for verksemda {organisation}"
  },
  states: {
    delivered: { owner: "Varselet går hit.", person: "Varselet går hit." },
    merged: {
      owner: "Same adresse finst meir enn éin gong, og varselet går dit berre éin gong.",
      person: "Same adresse finst meir enn éin gong, og varselet går dit berre éin gong."
    },
    withheld: { owner: "Varselet går ikkje hit.", person: "Varselet går ikkje hit." },
    undetermined: {
      owner: "Det er ikkje avgjort om varselet skal sendast hit.",
      person: "Det er ikkje avgjort om varselet skal sendast hit."
    },
    "no-address": {
      owner: "Reglane opnar for å sende varselet hit, men inga adresse blir brukt.",
      person: "Varselet kan sendast hit, men inga adresse blir brukt."
    }
  },
  summary:
    "Varsel som går ut: {deliveries}. Mottakarar som får varsel: {reached} av {recipients}. Kontaktar som ikkje får varsel: {withheld}. Kontaktar som ikkje er avgjorde: {undetermined}.",
  retryable: "Avgjerda kan bli ei anna når alle kjeldene har svart. Prøv igjen seinare.",
  grounds: {
    closest: {
      owner: "I policyen {policy} er det regelen {rule} som kjem nærmast. Denne regelen krev òg {missing}.",
      person: "Regelen som kjem nærmast for deg, krev òg {missing}."
    },
    partOnly: {
      owner:
        "I policyen {policy} er det regelen {rule} som kjem nærmast. Denne regelen gir tilgangen berre for {missing}, ikkje for appen som heilskap.",
      person: "Du har denne tilgangen berre for {missing}, ikkje for appen som heilskap."
    },
    decided: {
      owner: "I policyen {policy} er det regelen {rule} som avgjer.",
      person: "Det er regelen {rule} som avgjer."
    },
    noRule: {
      owner: "Policyen {policy} har ingen regel om {action} for denne ressursen.",
      person: "Tenesta har ingen regel om {action}."
    }
  },
  attributes: {
    "urn:altinn:rolecode": "rolla",
    "urn:altinn:external-role:ccr": "rolla i Einingsregisteret",
    "urn:altinn:accesspackage": "tilgangspakka",
    "urn:altinn:org": "tenesteeigaren",
    "urn:altinn:task": "oppgåva",
    "urn:altinn:end-event": "slutthendinga",
    "urn:altinn:appresource": "appressursen",
    "urn:altinn:app": "appen",
    "urn:altinn:resource": "ressursen",
    "urn:altinn:partytype": "aktørtypen",
    "urn:altinn:access-list": "tilgangslista",
    "urn:oasis:names:tc:xacml:1.0:action:action-id": "handlinga"
  },
  joints: { and: "og", or: "eller", line: "linje" },
  audit: "Regel: {gate}. Kjelde: {source}. Fakta: {facts}.",
  unknownDate: "ikkje oppgitt",
  noResource: "(ingen ressurs)"
}
