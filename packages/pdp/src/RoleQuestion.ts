/**
 * What is asked about parties, persons and their rights, and what is answered. Plain data.
 */
import type { PolicyDocument } from "./PolicyStore.ts"

/** A person or organisation, with what is known about it. */
export interface RegisteredParty {
  readonly kind: "person" | "organization" | "other"
  readonly partyId?: number
  readonly uuid?: string
  readonly organizationNumber?: string
  readonly nationalIdentityNumber?: string
  /** Of the user that the person is. */
  readonly userId?: number
}

/** By what a party is looked up, and the value. */
export interface PartyKey {
  readonly by: Exclude<keyof RegisteredParty, "kind">
  readonly value: string
}

/** What is asked about. Parties are given by party id, UUID or national identity number, as the real sources want them. */
export type RoleQuestion =
  /** The Altinn roles that a user has for a party: `urn:altinn:rolecode`. */
  | { readonly kind: "roles"; readonly userId: number; readonly partyId: number }
  /** The access packages that one party has given another: `urn:altinn:accesspackage`. */
  | { readonly kind: "access packages"; readonly from: string; readonly to: string }
  /** Both, and roles of the Central Coordinating Register, each under its own id. */
  | { readonly kind: "roles and access packages"; readonly from: string; readonly to: string }
  /** Roles in the estate of a deceased person: `urn:digitaltdodsbo:rolecode`. */
  | { readonly kind: "estate roles"; readonly from: string; readonly to: string }
  /** The access lists that a party is on: `urn:altinn:access-list`. */
  | { readonly kind: "access lists"; readonly party: string }
  /** Those by which an organisation may take an action on a resource: `urn:altinn:access-list`. */
  | {
      readonly kind: "access list membership"
      readonly organizationNumber: string
      readonly resource: string
      readonly action: string
    }
  /** Where the process of an instance of an app is: `urn:altinn:org`, `:app`, and `:task` or `:end-event`. */
  | { readonly kind: "instance"; readonly instance: string }

/** An attribute that a source knows. */
export interface SourcedAttribute {
  readonly attributeId: string
  readonly values: ReadonlyArray<string>
}

/** Whose delegated rights are asked about, from whom and on what. */
export interface DelegationQuestion {
  /** The subject: `urn:altinn:userid`, `urn:altinn:partyid` or `urn:altinn:systemuser:uuid`. */
  readonly subject: { readonly attributeId: string; readonly value: string }
  readonly partyId: number
  /** As in `PolicyStore`. */
  readonly resource: string
}

/** Rights that a party has delegated to the subject, or to an organisation through which they reach the subject. */
export interface Delegation {
  readonly policy: PolicyDocument
  /** The instance that the rights are limited to. */
  readonly instance?: string
  /** The organisation that has the rights, when it is not the subject. */
  readonly throughPartyId?: number
  readonly throughOrganizationUuid?: string
  /** Whether the last of the rights has been revoked; default no. */
  readonly isRevoked?: boolean
}
