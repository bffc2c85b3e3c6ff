/**
 * Roles, access packages and delegations as plain data, by organisation and person. Party ids and UUIDs that the data do not
 * give are made up, the same each time.
 */
import * as Effect from "effect/Effect"
import { PlatformAttribute } from "./PlatformAttribute.ts"
import type {
  Delegation,
  DelegationQuestion,
  PartyKey,
  RegisteredParty,
  RoleQuestion,
  SourcedAttribute
} from "./RoleQuestion.ts"

/** What one person may on behalf of one organisation. */
export interface RoleAssignment {
  readonly organizationNumber: string
  readonly userId: number
  /** Altinn role codes, spelled as the policies spell them; default none. */
  readonly roles?: ReadonlyArray<string>
  /** Access packages, such as `skatt-naering`; default none. */
  readonly accessPackages?: ReadonlyArray<string>
  /** Roles of the Central Coordinating Register, such as `daglig-leder`; default none. */
  readonly externalRoles?: ReadonlyArray<string>
  /** Rights that were delegated, by resource as in `PolicyStore`; default none. */
  readonly delegations?: ReadonlyArray<Delegation & { readonly resource: string }>
}

/** What a source in memory holds. */
export interface RoleData {
  readonly assignments: ReadonlyArray<RoleAssignment>
  /** Organisations and persons; those of the assignments need not be among them. */
  readonly parties?: ReadonlyArray<RegisteredParty>
  /** Memberships of access lists; an entry without actions is for all of them. Default none. */
  readonly accessLists?: ReadonlyArray<{
    readonly list: string
    readonly organizationNumber: string
    readonly resource: string
    readonly actions?: ReadonlyArray<string>
  }>
}

/** What party ids and UUIDs are made up of differs by kind, so that an organisation and a person never share one. */
const madeUp = (party: RegisteredParty): RegisteredParty => {
  const { kind, organizationNumber, userId } = party
  const id = organizationNumber ?? userId
  if (id === undefined) return party
  return {
    ...(kind === "organization" ? { partyId: Number(id) } : {}),
    uuid: `00000000-0000-0000-000${kind === "organization" ? 2 : 1}-${String(id).padStart(12, "0")}`,
    ...party
  }
}

/** The parties of the data, and those that the assignments take for granted. */
const partiesOf = ({ assignments, parties = [] }: RoleData): ReadonlyArray<RegisteredParty> => {
  const organizations = new Set(parties.map(({ organizationNumber }) => organizationNumber))
  const users = new Set(parties.map(({ userId }) => userId))
  const added: Array<RegisteredParty> = []
  for (const { organizationNumber, userId } of assignments) {
    if (!organizations.has(organizationNumber)) {
      organizations.add(organizationNumber)
      added.push({ kind: "organization", organizationNumber })
    }
    if (!users.has(userId)) {
      users.add(userId)
      added.push({ kind: "person", userId })
    }
  }
  return [...parties, ...added].map(madeUp)
}

const keyOf = ({ by, value }: PartyKey): string => `${by} ${value.toLowerCase()}`

/** A source over data. */
export const rolesFrom = (data: RoleData) => {
  const parties = new Map<string, RegisteredParty>()
  for (const party of partiesOf(data)) {
    for (const by of ["partyId", "uuid", "organizationNumber", "nationalIdentityNumber", "userId"] as const) {
      if (party[by] !== undefined) parties.set(keyOf({ by, value: String(party[by]) }), party)
    }
  }
  const partyBy = (by: PartyKey["by"], value: string | number) => parties.get(keyOf({ by, value: String(value) }))
  const assignments = Map.groupBy(
    data.assignments,
    ({ organizationNumber, userId }) => `${organizationNumber}/${userId}`
  )
  const between = (from: RegisteredParty | undefined, userId: number | undefined) =>
    assignments.get(`${from?.organizationNumber}/${userId}`) ?? []

  const answer = (question: RoleQuestion): ReadonlyArray<SourcedAttribute> => {
    switch (question.kind) {
      case "roles":
        return attributesOf(between(partyBy("partyId", question.partyId), question.userId), ["roles"])
      case "access packages":
      case "roles and access packages": {
        const given = between(partyBy("uuid", question.from), partyBy("uuid", question.to)?.userId)
        return attributesOf(
          given,
          question.kind === "access packages" ? ["accessPackages"] : ["roles", "accessPackages", "externalRoles"]
        )
      }
      case "access lists": {
        const number = partyBy("uuid", question.party)?.organizationNumber
        return listed((data.accessLists ?? []).filter(({ organizationNumber }) => organizationNumber === number))
      }
      case "access list membership":
        return listed(
          (data.accessLists ?? []).filter(
            ({ actions, organizationNumber, resource }) =>
              organizationNumber === question.organizationNumber &&
              resource === question.resource &&
              (actions?.includes(question.action) ?? true)
          )
        )
      case "estate roles":
      case "instance":
        return []
    }
  }
  const delegationsFor = ({ partyId, resource, subject }: DelegationQuestion): ReadonlyArray<Delegation> =>
    subject.attributeId === PlatformAttribute.userId
      ? between(partyBy("partyId", partyId), Number(subject.value))
          .flatMap(({ delegations = [] }) => delegations)
          .filter((delegation) => delegation.resource === resource)
      : []
  return {
    parties: (keys: ReadonlyArray<PartyKey>) => Effect.succeed(keys.flatMap((key) => parties.get(keyOf(key)) ?? [])),
    attributes: (questions: ReadonlyArray<RoleQuestion>) => Effect.succeed(questions.map(answer)),
    delegations: (questions: ReadonlyArray<DelegationQuestion>) => Effect.succeed(questions.map(delegationsFor))
  }
}

const attributeIds = {
  roles: PlatformAttribute.roleCode,
  accessPackages: PlatformAttribute.accessPackage,
  externalRoles: PlatformAttribute.externalRole
} as const

const attributesOf = (
  assignments: ReadonlyArray<RoleAssignment>,
  kinds: ReadonlyArray<keyof typeof attributeIds>
): ReadonlyArray<SourcedAttribute> =>
  kinds.flatMap((kind) => {
    const values = assignments.flatMap((assignment) => assignment[kind] ?? [])
    return values.length === 0 ? [] : [{ attributeId: attributeIds[kind], values }]
  })

const listed = (memberships: ReadonlyArray<{ readonly list: string }>): ReadonlyArray<SourcedAttribute> =>
  memberships.length === 0
    ? []
    : [{ attributeId: PlatformAttribute.accessList, values: [...new Set(memberships.map(({ list }) => list))] }]
