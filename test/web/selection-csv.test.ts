import { describe, expect, it } from 'vitest';
import { findRows } from '../../web/src/data/query.js';
import { csvOf } from '../../web/src/export/csv.js';
import { atOnce } from '../../web/src/slices.js';
import { price, table } from './small-table.js';

describe('CSV of a selection', () => {
  it('quotes what needs quotes, leaves missing values empty, and disarms formulas but not numbers', async () => {
    const picked = atOnce(findRows(table, '-note:=""'));
    expect(await atOnce(csvOf(table, picked)).text()).toBe(
      [
        'id,label,x,y,unit price,note',
        'r0,cat,0,0,1,"a ""fine"" cat"',
        'r1,dog,1,0.5,2.5,"x, y"',
        'r3,,3,0,4,"Über;=1"',
        "r4,'=SUM(A1),4,0,-5,-7",
        '',
      ].join('\n'),
    );
  });

  it('keeps columns in their places, whatever they are called', async () => {
    const columns = ['7', '__proto__', '-1+2', '3'].map((name) => ({ ...price, name }));
    const text = await atOnce(csvOf({ ...table, label: undefined, columns })).text();
    expect(text.split('\n').slice(0, 2)).toEqual(["id,x,y,7,__proto__,'-1+2,3", 'r0,0,0,1,1,1,1']);
  });
});
