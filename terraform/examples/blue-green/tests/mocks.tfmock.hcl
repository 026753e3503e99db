mock_data "aws_caller_identity" {
  defaults = { account_id = "111122223333" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
}

mock_resource "aws_ecr_repository" {
  defaults = {
    arn            = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
    repository_url = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop"
  }
}

mock_resource "aws_s3_bucket" {
  defaults = { arn = "arn:aws:s3:::shop-artifacts-1", bucket = "shop-artifacts-1" }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0a1b2c3d" }
}

mock_resource "aws_subnet" {
  defaults = { id = "subnet-0a1b2c3d" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0a1b2c3d" }
}

mock_resource "aws_db_instance" {
  defaults = {
    address            = "shop.db.internal"
    resource_id        = "db-ABCDEFGHIJKL"
    master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds-AbCdEf", kms_key_id = "", secret_status = "active" }]
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:111122223333:log-group:mocked" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::111122223333:role/mocked" }
}

mock_resource "aws_lb" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/mocked/1", dns_name = "shop.elb.amazonaws.com" }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/mocked/1" }
}

mock_resource "aws_lb_listener" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/mocked/1/2" }
}

mock_resource "aws_ecs_task_definition" {
  defaults = { arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/mocked:1" }
}

mock_resource "aws_codebuild_project" {
  defaults = { arn = "arn:aws:codebuild:eu-west-1:111122223333:project/mocked" }
}

mock_resource "aws_codebuild_report_group" {
  defaults = { arn = "arn:aws:codebuild:eu-west-1:111122223333:report-group/mocked" }
}

mock_resource "aws_codedeploy_app" {
  defaults = { arn = "arn:aws:codedeploy:eu-west-1:111122223333:application:mocked" }
}

mock_resource "aws_codedeploy_deployment_group" {
  defaults = { arn = "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:mocked/mocked" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-west-1:111122223333:shop-failed-migrations" }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = { arn = "arn:aws:events:eu-west-1:111122223333:rule/mocked" }
}
