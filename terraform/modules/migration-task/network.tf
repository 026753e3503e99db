resource "aws_security_group" "this" {
  name_prefix = "${local.family}-"
  description = "Tasks of ${local.family}"
  vpc_id      = var.network.vpc_id
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  for_each          = { ipv4 = ["0.0.0.0/0", null], ipv6 = [null, "::/0"] }
  security_group_id = aws_security_group.this.id
  description       = local.confined ? "HTTPS: AWS, registries" : "Anywhere"
  cidr_ipv4         = each.value[0]
  cidr_ipv6         = each.value[1]
  ip_protocol       = local.confined ? "tcp" : "-1"
  from_port         = local.confined ? 443 : null
  to_port           = local.confined ? 443 : null
}

locals {
  by_group = { for name, it in var.network.databases : name => it if length(it.cidr_blocks) == 0 }
  by_cidr  = merge([for name, it in var.network.databases : { for block in it.cidr_blocks : "${name} ${block}" => merge(it, { block = block }) }]...)
}

resource "aws_vpc_security_group_egress_rule" "database_block" {
  for_each          = local.by_cidr
  security_group_id = aws_security_group.this.id
  description       = "Database ${each.key}"
  cidr_ipv4         = strcontains(each.value.block, ":") ? null : each.value.block
  cidr_ipv6         = strcontains(each.value.block, ":") ? each.value.block : null
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "database" {
  for_each                     = local.by_group
  security_group_id            = aws_security_group.this.id
  description                  = "Database ${each.key}"
  referenced_security_group_id = each.value.security_group
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  for_each                     = local.by_group
  security_group_id            = each.value.security_group
  description                  = "Tasks of ${local.family}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}
