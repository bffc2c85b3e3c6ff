/** The functions that XACML 3.0 core §10.2.8 names, one by one: what the registry is held against. */

const idsOf = (namesByVersion: Readonly<Record<string, string>>): ReadonlyArray<string> =>
  Object.entries(namesByVersion).flatMap(([version, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => `urn:oasis:names:tc:xacml:${version}:function:${name}`)
  )

/** The 249 mandatory functions. */
export const mandatoryFunctions: ReadonlyArray<string> = idsOf({
  "1.0": `
    all-of-all all-of-any and any-of-all anyURI-at-least-one-member-of anyURI-bag anyURI-bag-size anyURI-equal
    anyURI-intersection anyURI-is-in anyURI-one-and-only anyURI-set-equals anyURI-subset anyURI-union
    base64Binary-at-least-one-member-of base64Binary-bag base64Binary-bag-size base64Binary-equal
    base64Binary-intersection base64Binary-is-in base64Binary-one-and-only base64Binary-set-equals
    base64Binary-subset base64Binary-union boolean-at-least-one-member-of boolean-bag boolean-bag-size boolean-equal
    boolean-intersection boolean-is-in boolean-one-and-only boolean-set-equals boolean-subset boolean-union
    date-at-least-one-member-of date-bag date-bag-size date-equal date-greater-than date-greater-than-or-equal
    date-intersection date-is-in date-less-than date-less-than-or-equal date-one-and-only date-set-equals
    date-subset date-union dateTime-at-least-one-member-of dateTime-bag dateTime-bag-size dateTime-equal
    dateTime-greater-than dateTime-greater-than-or-equal dateTime-intersection dateTime-is-in dateTime-less-than
    dateTime-less-than-or-equal dateTime-one-and-only dateTime-set-equals dateTime-subset dateTime-union double-abs
    double-add double-at-least-one-member-of double-bag double-bag-size double-divide double-equal
    double-greater-than double-greater-than-or-equal double-intersection double-is-in double-less-than
    double-less-than-or-equal double-multiply double-one-and-only double-set-equals double-subset double-subtract
    double-to-integer double-union floor hexBinary-at-least-one-member-of hexBinary-bag hexBinary-bag-size
    hexBinary-equal hexBinary-intersection hexBinary-is-in hexBinary-one-and-only hexBinary-set-equals
    hexBinary-subset hexBinary-union integer-abs integer-add integer-at-least-one-member-of integer-bag
    integer-bag-size integer-divide integer-equal integer-greater-than integer-greater-than-or-equal
    integer-intersection integer-is-in integer-less-than integer-less-than-or-equal integer-mod integer-multiply
    integer-one-and-only integer-set-equals integer-subset integer-subtract integer-to-double integer-union n-of not
    or rfc822Name-at-least-one-member-of rfc822Name-bag rfc822Name-bag-size rfc822Name-equal rfc822Name-intersection
    rfc822Name-is-in rfc822Name-match rfc822Name-one-and-only rfc822Name-set-equals rfc822Name-subset
    rfc822Name-union round string-at-least-one-member-of string-bag string-bag-size string-equal string-greater-than
    string-greater-than-or-equal string-intersection string-is-in string-less-than string-less-than-or-equal
    string-normalize-space string-normalize-to-lower-case string-one-and-only string-regexp-match string-set-equals
    string-subset string-union time-at-least-one-member-of time-bag time-bag-size time-equal time-greater-than
    time-greater-than-or-equal time-intersection time-is-in time-less-than time-less-than-or-equal time-one-and-only
    time-set-equals time-subset time-union x500Name-at-least-one-member-of x500Name-bag x500Name-bag-size
    x500Name-equal x500Name-intersection x500Name-is-in x500Name-match x500Name-one-and-only x500Name-set-equals
    x500Name-subset x500Name-union`,
  "2.0": `
    anyURI-regexp-match dnsName-bag dnsName-bag-size dnsName-one-and-only dnsName-regexp-match ipAddress-bag
    ipAddress-bag-size ipAddress-one-and-only ipAddress-regexp-match rfc822Name-regexp-match string-concatenate
    time-in-range x500Name-regexp-match`,
  "3.0": `
    all-of any-of any-of-any anyURI-contains anyURI-ends-with anyURI-from-string anyURI-starts-with anyURI-substring
    boolean-from-string date-add-yearMonthDuration date-from-string date-subtract-yearMonthDuration
    dateTime-add-dayTimeDuration dateTime-add-yearMonthDuration dateTime-from-string
    dateTime-subtract-dayTimeDuration dateTime-subtract-yearMonthDuration dayTimeDuration-at-least-one-member-of
    dayTimeDuration-bag dayTimeDuration-bag-size dayTimeDuration-equal dayTimeDuration-from-string
    dayTimeDuration-intersection dayTimeDuration-is-in dayTimeDuration-one-and-only dayTimeDuration-set-equals
    dayTimeDuration-subset dayTimeDuration-union dnsName-from-string double-from-string integer-from-string
    ipAddress-from-string map rfc822Name-from-string string-contains string-ends-with string-equal-ignore-case
    string-from-anyURI string-from-boolean string-from-date string-from-dateTime string-from-dayTimeDuration
    string-from-dnsName string-from-double string-from-integer string-from-ipAddress string-from-rfc822Name
    string-from-time string-from-x500Name string-from-yearMonthDuration string-starts-with string-substring
    time-from-string x500Name-from-string yearMonthDuration-at-least-one-member-of yearMonthDuration-bag
    yearMonthDuration-bag-size yearMonthDuration-equal yearMonthDuration-from-string yearMonthDuration-intersection
    yearMonthDuration-is-in yearMonthDuration-one-and-only yearMonthDuration-set-equals yearMonthDuration-subset
    yearMonthDuration-union`
})

/** Planned for deprecation; the XPath functions are optional and not among them. */
export const deprecatedFunctions: ReadonlyArray<string> = idsOf({
  "1.0": `
    all-of any-of any-of-any date-add-yearMonthDuration date-subtract-yearMonthDuration dateTime-add-dayTimeDuration
    dateTime-add-yearMonthDuration dateTime-subtract-dayTimeDuration dateTime-subtract-yearMonthDuration
    dayTimeDuration-at-least-one-member-of dayTimeDuration-bag dayTimeDuration-bag-size dayTimeDuration-equal
    dayTimeDuration-intersection dayTimeDuration-is-in dayTimeDuration-one-and-only dayTimeDuration-set-equals
    dayTimeDuration-subset dayTimeDuration-union map yearMonthDuration-at-least-one-member-of yearMonthDuration-bag
    yearMonthDuration-bag-size yearMonthDuration-equal yearMonthDuration-intersection yearMonthDuration-is-in
    yearMonthDuration-one-and-only yearMonthDuration-set-equals yearMonthDuration-subset yearMonthDuration-union`,
  "2.0": `
    uri-string-concatenate`
})
