/**
 * Host ports are the ports of the front door as a host gives them: plain functions, or layers where the host has Effect.
 *
 * Invariant: what a host's function throws never gets further than the port; the text of it may be personal data.
 */
import { contextOfSources, DocumentStore } from "@adressat/core"
import type { HostSources, Sources } from "@adressat/core"
import {
  Dispatch,
  DispatchError,
  layerMemoryOrders,
  RegisteredNameError,
  RegisteredNames,
  SendConditions
} from "@adressat/orders"
import type {
  DecisionLog,
  Handover,
  Message,
  NameRequest,
  OrderStore,
  RegisteredName,
  StatusFeed
} from "@adressat/orders"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { conditionCalls } from "./ConditionCalls.ts"
import type { ConditionCallOptions } from "./ConditionCalls.ts"
import { TextCheck } from "./ports/TextCheck.ts"
import type { OrderText, TextFinding } from "./ports/TextCheck.ts"

/** Where orders and documents are kept. */
export type Stores = DocumentStore | OrderStore | StatusFeed | DecisionLog

/** Everything that the front door talks to. */
export type Ports = Sources | Stores | Dispatch | SendConditions | RegisteredNames | TextCheck

type MaybePromise<A> = A | Promise<A>

/** What a host's function is told besides what it is asked. */
export interface HostCall {
  /** Aborted when nobody wants the answer any more. */
  readonly signal: AbortSignal
}

/** The ports. */
export interface PortOptions {
  /** The sources of facts: plain functions, or a layer. */
  readonly sources: HostSources | Layer.Layer<Sources, unknown>
  /** Where orders, decisions and documents are kept; default: in memory, gone with the process. */
  readonly stores?: Layer.Layer<Stores, unknown>
  /** Who sends: a function, a layer, or `pretend`, which sends nothing and calls every message delivered. */
  readonly dispatch:
    | "pretend"
    | ((messages: ReadonlyArray<Message>, call: HostCall) => MaybePromise<ReadonlyArray<Handover>>)
    | Layer.Layer<Dispatch, unknown>
  /** How send conditions are asked; default: over HTTP, as the options say. */
  readonly conditions?: ConditionCallOptions | Layer.Layer<SendConditions, unknown>
  /** The names for placeholders; default: none are known. */
  readonly names?:
    | ((request: NameRequest, call: HostCall) => MaybePromise<ReadonlyArray<RegisteredName>>)
    | Layer.Layer<RegisteredNames, unknown>
  /** The check of texts; default: nothing is found. */
  readonly texts?:
    | ((texts: ReadonlyArray<OrderText>, call: HostCall) => MaybePromise<ReadonlyArray<TextFinding>>)
    | Layer.Layer<TextCheck, unknown>
  /** Clock, tracer and loggers, where the host has its own. */
  readonly environment?: Layer.Layer<never, unknown>
}

const isLayer = <A>(value: unknown): value is Layer.Layer<A, unknown> => Layer.isLayer(value)

/** One layer of all ports. */
export const layerPorts = (options: PortOptions): Layer.Layer<Ports, unknown> => {
  const { conditions = {}, dispatch, environment = Layer.empty, names, sources, stores, texts } = options
  return Layer.mergeAll(
    isLayer<Sources>(sources) ? sources : Layer.succeedContext(contextOfSources(sources)),
    stores ?? Layer.mergeAll(layerMemoryOrders, DocumentStore.layerMemory),
    layerDispatch(dispatch),
    isLayer<SendConditions>(conditions) ? conditions : Layer.succeed(SendConditions, conditionCalls(conditions)),
    names === undefined ? RegisteredNames.layerMemory([]) : isLayer<RegisteredNames>(names) ? names : layerNames(names),
    texts === undefined ? TextCheck.layerNone : isLayer<TextCheck>(texts) ? texts : layerTexts(texts)
  ).pipe(Layer.provideMerge(environment))
}

const layerDispatch = (dispatch: PortOptions["dispatch"]): Layer.Layer<Dispatch, unknown> => {
  if (dispatch === "pretend") return Dispatch.layerPretend
  if (typeof dispatch !== "function") return dispatch
  return Layer.succeed(Dispatch, {
    send: (messages) =>
      Effect.tryPromise({
        try: async (signal) => dispatch(messages, { signal }),
        catch: (error) =>
          error instanceof DispatchError
            ? error
            : new DispatchError({ reason: "Unavailable", message: "the host's dispatch failed" })
      })
  })
}

const layerNames = (names: Extract<PortOptions["names"], (...args: never) => unknown>) =>
  Layer.succeed(RegisteredNames, {
    lookup: (request) =>
      Effect.tryPromise({
        try: async (signal) => names(request, { signal }),
        catch: (error) =>
          error instanceof RegisteredNameError
            ? error
            : new RegisteredNameError({ reason: "Unavailable", message: "the host's register of names failed" })
      })
  })

const layerTexts = (texts: Extract<PortOptions["texts"], (...args: never) => unknown>) =>
  Layer.succeed(TextCheck, {
    check: (asked) => Effect.promise(async (signal) => texts(asked, { signal }))
  })
