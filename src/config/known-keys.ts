/** Which keys a schema knows at a path, for "did you mean". */

import type * as z from 'zod';
import type { Path } from './source.ts';

type AnySchema = z.core.$ZodType;

/** Schemas a step of a path may lead to. Unions lead to all their branches; a discriminated one to the branch of the value. */
function step(schema: AnySchema, key: string | number | null, value: unknown): readonly AnySchema[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return step(def.innerType, key, value);
    case 'union': {
      const on = (def as { readonly discriminator?: string }).discriminator;
      const options = def.options as readonly AnySchema[];
      const wanted = on === undefined ? undefined : (value as Record<string, unknown> | null)?.[on];
      const fitting = options.filter((o) => {
        const shape = (o as z.core.$ZodTypes)._zod.def as { readonly shape?: Record<string, z.core.$ZodTypes> };
        const literal = on === undefined ? undefined : shape.shape?.[on]?._zod.def;
        return literal?.type !== 'literal' || literal.values.includes(wanted as never);
      });
      return (fitting.length > 0 ? fitting : options).flatMap((o) => step(o, key, value));
    }
    case 'array':
      return key === null ? [schema] : [def.element];
    case 'record':
      return key === null ? [schema] : [def.valueType];
    case 'object': {
      if (key === null) return [schema];
      const next = def.shape[key as string];
      return next ? [next as AnySchema] : [];
    }
    default:
      return key === null ? [schema] : [];
  }
}

/** Keys known at a path below a schema, for the value that was written. */
export function knownKeys(schema: AnySchema, value: unknown, path: Path): readonly string[] {
  let schemas: readonly AnySchema[] = [schema];
  let here = value;
  for (const key of path) {
    schemas = schemas.flatMap((s) => step(s, key, here));
    here = (here as Record<string | number, unknown> | null | undefined)?.[key];
  }
  const keys = schemas
    .flatMap((s) => step(s, null, here))
    .flatMap((s) => {
      const def = (s as z.core.$ZodTypes)._zod.def;
      return def.type === 'object' ? Object.keys(def.shape) : [];
    });
  return [...new Set(keys)];
}
