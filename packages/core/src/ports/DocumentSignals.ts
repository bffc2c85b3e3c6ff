/**
 * Port: hints that documents may have changed, so that whoever follows them looks at once and not only when the time comes.
 *
 * Invariant: nothing rests on a hint. It may be lost, doubled, late, or given without a change; what has changed is told by
 * the store alone. `followDocuments` puts both together.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** The hints of a store of documents. */
export class DocumentSignals extends Context.Service<
  DocumentSignals,
  {
    /** One element for each hint from now on; never fails, and may end when there will be no more. */
    readonly changed: Stream.Stream<void>
  }
>()("@adressat/core/ports/DocumentSignals") {
  /** No hints: what has changed is found when the time comes to look. */
  static readonly layerNone: Layer.Layer<DocumentSignals> = Layer.sync(DocumentSignals, () => ({
    changed: Stream.empty
  }))
}
