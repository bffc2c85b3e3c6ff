/**
 * The access packages that a policy may name as `urn:altinn:accesspackage`. Source: the package catalogue of
 * docs.altinn.studio, which follows `PackageConstants.cs` of Altinn Access Management; read on the date of
 * {@link accessPackagesKnownOn}.
 */

/** The day on which the source was read. */
export const accessPackagesKnownOn = "2026-11-25"

/** For organisations. */
const business = `
a-ordning aksjer-og-eierforhold akvakultur annen-tjenesteyting ansettelsesforhold ansvarlig-revisor attester
avfall-behandle-gjenvinne baerekraft barnehageeier barnehageleder barnehagemyndighet barnevern beredskap bergverk
biblioteker-museer-arkiver-og-annen-kultur byggesoknad damp-varmtvann dokumentbasert-tilsyn dyrehold eiendomsmegler
eksplisitt elektrisitet-produsere-overfore-distrubere elektronisk-kommunikasjon familievern ffor-tilgangsstyrer-nuf
finansiering-og-forsikring fiske folkeregister fornoyelser forretningsforer-eiendom forskning forstegangsregistrering
generelle-helfotjenester godkjenning-av-personell godkjenning-av-utdanningsvirksomhet
gummi-plast-og-ikkemetallholdige-mineralprodukter helfo-saerlig-kategori helsetjenester
helsetjenester-personopplysninger-saerlig-kategori hovedadministrator hoyere-utdanning-og-hoyere-yrkesfaglig-utdanning
informasjon-og-kommunikasjon infrastruktur jakt-og-viltstell jernbanetransport jordbruk kjop-og-salg-eiendom kjoretoy
klientadministrator kommuneoverlege konkursbo-lesetilgang konkursbo-skrivetilgang konkursbo-tilgangsstyrer
krav-og-utlegg kreditt-og-oppgjoer kunst-og-underholdning lagring-og-andre-tjenester-tilknyttet-transport lonn
lonn-personopplysninger-saerlig-kategori lotteri-og-spill lufttransport maskinlesbare-hendelser
maskinporten-administrator maskinporten-scopes maskinporten-scopes-nuf merverdiavgift metaller-og-mineraler
metallvarer-elektrisk-utstyr-og-maskiner miljorydding-miljorensing-og-lignende miljorydding-rensing mine-sider-kommune
mobler-og-annen-industri motorvognavgift motta-nabo-og-planvarsel mva-kompensasjon-revisorattesterer
naeringsmidler-drikkevarer-og-tobakk offentlige-anskaffelser oljeraffinering-kjemisk-farmasoytisk-industri
omregistrering oppforing-bygg-anlegg oppgi-naermeste-leder opplaeringskontorleder ordinaer-post-til-virksomheten
overnatting patent-varemerke-design pensjon permisjon plansak pleie-omsorgstjenester-i-institusjon politi-og-domstol
politikk post-til-virksomheten-med-taushetsbelagt-innhold posttjenester ppt-leder rapportering-statistikk
reelle-rettighetshavere-avvik-eu-oppslag regnskap-okonomi-rapport regnskapsforer-lonn
regnskapsforer-med-signeringsrettighet regnskapsforer-uten-signeringsrettighet reindrift renovasjon
reparasjon-og-installasjon-av-maskiner-og-utstyr revisjon revisorattesterer revisormedarbeider saeravgifter
samle-behandle-avlopsvann servering sfo-leder sikkerhet-og-internkontroll sjofart skatt-naering skattegrunnlag skogbruk
skoleeier skoleleder sosiale-omsorgstjenester-uten-botilbud-og-flyktningemottak sport-og-fritid
starte-drive-endre-avvikle-virksomhet statsforvalter-barnehage statsforvalter-skole-og-opplearing sykefravaer
sykefravaer-personopplysninger-saerlig-kategori teknisk-samhandling-digdir teknisk-samhandling-skatt
tekstiler-klaer-laervarer tilgangsstyrer tilgangsstyring-enkeltinstanser tilskudd-stotte-erstatning tinglysing-eiendom
tjenester-nuf toll trafikant transport-i-ror trelast-trevarer-papirvarer trykkerier-reproduksjon-opptak ulykke
utleie-eiendom utvinning-raaolje-naturgass-kull vann-kilde-rense-distrubere varehandel veitransport
verft-og-andre-transportmidler yrkesskade
`

/** For private persons. */
const citizens = `
innbygger-arbeidsliv innbygger-attester innbygger-avlastning-stotte innbygger-bank-finans innbygger-barn-foreldre
innbygger-barnehage-sfo-skole innbygger-behandling innbygger-bolig-eiendom innbygger-byggesoknad
innbygger-design-varemerke innbygger-forerkort innbygger-forsikring innbygger-fritidsaktiviteter-friluftsliv
innbygger-frivillighet innbygger-helsetjenester innbygger-idrett innbygger-innkreving innbygger-kjoretoy
innbygger-kultur innbygger-loyve innbygger-patent innbygger-pensjon innbygger-permisjon-oppsigelse
innbygger-pleie-omsorg innbygger-samliv innbygger-sertifisering innbygger-skatteforhold-privatpersoner
innbygger-soknader-sertifisering innbygger-stotte-tilskudd innbygger-straffesak innbygger-sykefravaer
innbygger-tilgangsstyring-privatperson innbygger-toll-avgift innbygger-utdanning innbygger-vapen
`

/** For guardians. */
const guardians = `
namsmannen-tvangsfullbyrdelse-forliksradet vergemal-bank-representasjon-dagligbank vergemal-bank-ta-opp-lan-kreditter
vergemal-forsikringsselskap-forvalte-forsikringsavtaler vergemal-helfo-fastlege vergemal-helfo-refusjon-privatpersoner
vergemal-husbanken-bostotte vergemal-husbanken-startlan vergemal-inkassoselskap-inkassoavtaler
vergemal-kartverket-arv-privat-skifte-uskifte vergemal-kartverket-avtaler-rettigheter
vergemal-kartverket-endring-eiendom vergemal-kartverket-kjop-eiendom vergemal-kartverket-laneopptak
vergemal-kartverket-salg-fast-eiendom-borettslagsandel vergemal-kartverket-sletting vergemal-kommune-bygg-eiendom
vergemal-kommune-helse-omsorg vergemal-kommune-skatt-avgift vergemal-kommune-skole-utdanning
vergemal-kommune-sosiale-tjenester vergemal-kredittvurderingsselskap-kredittsperre vergemal-namsmannen-gjeldsordning
vergemal-nav-arbeid vergemal-nav-familie vergemal-nav-hjelpemidler vergemal-nav-pensjon vergemal-nav-sosiale-tjenester
vergemal-ovrige-avslutning-husleiekontrakter vergemal-ovrige-inngaelse-husleiekontrakter
vergemal-ovrige-kjop-leie-varer-tjenester vergemal-ovrige-salg-losore-storre-verdi
vergemal-pasientreiser-refusjon-pasientreiser vergemal-skatteetaten-endre-postadresse
vergemal-skatteetaten-innkreving-tvangsfullbyrdelse vergemal-skatteetaten-melde-flytting vergemal-skatteetaten-skatt
vergemal-statsforvalter-soke-om-samtykke-disposisjon vergemal-tingretten-begjaere-skifte-uskiftebo
vergemal-tingretten-begjaere-uskifte vergemal-tingretten-privat-skifte-dodsbo
`

const words = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/)

/** The codes of all access packages. */
export const accessPackages: ReadonlySet<string> = new Set([business, citizens, guardians].flatMap(words))
