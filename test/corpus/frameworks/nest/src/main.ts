import 'reflect-metadata';
import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { remember } from './visits';

class Ticket {
  constructor(readonly id: string) {}
}

@Injectable()
class TicketService {
  private readonly seen = new Map<string, Ticket>();

  open(id: string): number {
    this.seen.set(id, new Ticket(id));
    return this.seen.size;
  }
}

@Controller()
class ShopController {
  constructor(private readonly tickets: TicketService) {}

  @Get('visits/:id')
  visit(id: string): string {
    return `${remember(id)} visits, ${this.tickets.open(id)} tickets`;
  }
}

// The same as @Param('id') before the parameter, which Biome does not parse.
Param('id')(ShopController.prototype, 'visit', 0);

@Module({ controllers: [ShopController], providers: [TicketService] })
class ShopModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(ShopModule, { logger: false });
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void start();
