import type { RenderScope } from "../scope.ts";

/** Used inside #if: `{{#if (eq locale "nl")}}`. */
export function eq(_scope: RenderScope, left: unknown, right: unknown): boolean {
  return left === right;
}

export function gt(_scope: RenderScope, left: unknown, right: unknown): boolean {
  return Number(left) > Number(right);
}

export function lt(_scope: RenderScope, left: unknown, right: unknown): boolean {
  return Number(left) < Number(right);
}

export function and(_scope: RenderScope, left: unknown, right: unknown): boolean {
  return Boolean(left) && Boolean(right);
}

export function or(_scope: RenderScope, left: unknown, right: unknown): boolean {
  return Boolean(left) || Boolean(right);
}

export function not(_scope: RenderScope, value: unknown): boolean {
  return !value;
}
