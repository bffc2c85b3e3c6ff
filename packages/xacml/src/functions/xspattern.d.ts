// The package has declarations, but its `exports` hide them.
declare module "xspattern" {
  export const compile: (pattern: string, options?: { readonly language: "xsd" | "xpath" }) => (text: string) => boolean
}
