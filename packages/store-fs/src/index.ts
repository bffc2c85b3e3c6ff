/**
 * `@adressat/store-fs`: rule sets and policies in a folder or a checkout of git, with all their versions.
 */
export { layerFolder } from "./Folder.ts"
export type { FolderOptions } from "./Folder.ts"
export { FolderReports } from "./FolderReport.ts"
export type { FolderReport } from "./FolderReport.ts"
export type { FolderDocument } from "./FolderState.ts"
