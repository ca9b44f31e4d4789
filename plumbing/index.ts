export * from "./handler";
export { changedKeys, propertyChanges, type PropertyChange } from "./property-changes";
export { runProvider } from "./run-provider";
export { serveProvider, type ServedProvider } from "./serve-provider";
