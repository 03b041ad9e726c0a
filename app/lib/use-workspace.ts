import { useRouteLoaderData } from "@remix-run/react";
import { may, type Permission, type Role } from "#core/access/roles.ts";

/** What the shell's loader gives; typed here so components need not import a route module. */
interface ShellData {
  readonly workspace: {
    readonly id: string;
    readonly name: string;
    readonly zone: string;
    readonly country: string;
    readonly isDemo: boolean;
  };
  readonly member: { readonly id: string; readonly name: string; readonly role: Role };
}

export function useWorkspace(): ShellData {
  const data = useRouteLoaderData("routes/_app") as ShellData | undefined;
  if (!data) throw new Error("useWorkspace works on signed-in pages only.");
  return data;
}

/** Hides what the server would refuse; the guard in the action decides. */
export function useMay(permission: Permission): boolean {
  return may(useWorkspace().member.role, permission);
}
