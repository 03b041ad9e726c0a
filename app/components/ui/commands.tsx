import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useState,
  useSyncExternalStore,
} from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { useSettings } from "#app/lib/settings-context.ts";
import type { Icon } from "./icons.ts";

export type CommandGroup = "here" | "create" | "goTo" | "preferences";

/** Something the palette offers. "here" comes first: what can be done with what is on the page. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly group?: CommandGroup;
  readonly icon?: Icon;
  /** Shown beside it, e.g. "mod+enter"; bind it with useShortcut. */
  readonly keys?: string;
  readonly keywords?: readonly string[];
  /** Either an address or an act. */
  readonly to?: string;
  readonly run?: () => void;
}

/** A key the sheet lists. Sequences are written "g>i". */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  readonly scope: "everywhere" | "page";
}

class Registry<Entry> {
  readonly #owners = new Map<string, readonly Entry[]>();
  readonly #listeners = new Set<() => void>();
  #all: readonly Entry[] = [];

  set(owner: string, entries: readonly Entry[]): void {
    this.#owners.set(owner, entries);
    this.#changed();
  }

  remove(owner: string): void {
    this.#owners.delete(owner);
    this.#changed();
  }

  readonly all = (): readonly Entry[] => this.#all;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #changed(): void {
    this.#all = [...this.#owners.values()].flat();
    for (const listener of this.#listeners) listener();
  }
}

interface Registries {
  readonly commands: Registry<Command>;
  readonly shortcuts: Registry<Shortcut>;
}

const RegistriesContext = createContext<Registries | null>(null);
const none: readonly never[] = [];

export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const [registries] = useState(() => ({
    commands: new Registry<Command>(),
    shortcuts: new Registry<Shortcut>(),
  }));
  return <RegistriesContext.Provider value={registries}>{children}</RegistriesContext.Provider>;
}

function useRegistry<Name extends keyof Registries>(name: Name): Registries[Name] | undefined {
  return useContext(RegistriesContext)?.[name];
}

/** Offers commands in the palette while the calling component is on the page. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry("commands");
  const owner = useId();
  // On every render: the list is small and its closures must be the newest ones.
  useEffect(() => registry?.set(owner, commands));
  useEffect(() => () => registry?.remove(owner), [registry, owner]);
}

export function useAllCommands(): readonly Command[] {
  const registry = useRegistry("commands");
  return useSyncExternalStore(
    registry?.subscribe ?? (() => () => undefined),
    registry?.all ?? (() => none),
    () => none,
  );
}

export interface ShortcutOptions {
  readonly scope?: Shortcut["scope"];
  readonly isOn?: boolean;
  /** Also while a field has the focus; for keys with Ctrl or Cmd. */
  readonly isInFields?: boolean;
}

/** Binds a key and lists it in the sheet. Keys without Ctrl, Cmd or Alt obey the member's switch. */
export function useShortcut(
  keys: string,
  label: string,
  run: () => void,
  options: ShortcutOptions = {},
): void {
  const { scope = "page", isOn = true, isInFields = false } = options;
  const { hasSingleKeys } = useSettings();
  const isSingle = !/\b(mod|ctrl|meta|alt)\b/.test(keys);
  const isBound = isOn && (hasSingleKeys || !isSingle);
  useHotkeys(
    keys,
    (event) => {
      event.preventDefault();
      run();
    },
    {
      enabled: isBound,
      enableOnFormTags: isInFields,
      enableOnContentEditable: isInFields,
      sequenceTimeoutMs: 1_000,
      // "?" lies on another key on every keyboard: go by the character.
      useKey: keys === "?",
      // And many need Shift or AltGr to make it.
      ignoreModifiers: keys === "?",
    },
  );
  const registry = useRegistry("shortcuts");
  const owner = useId();
  useEffect(() => {
    if (!isBound) return undefined;
    registry?.set(owner, [{ keys, label, scope }]);
    return () => registry?.remove(owner);
  }, [registry, owner, keys, label, scope, isBound]);
}

export function useAllShortcuts(): readonly Shortcut[] {
  const registry = useRegistry("shortcuts");
  return useSyncExternalStore(
    registry?.subscribe ?? (() => () => undefined),
    registry?.all ?? (() => none),
    () => none,
  );
}
